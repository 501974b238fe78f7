import { writeApplications } from '../graph/applications.ts'
import { contextsPath, policiesPath, writePolicies } from '../graph/conditional-access.ts'
import type { GraphRequest } from '../graph/graph.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { asOptionalClaim } from './plan-api.ts'
import { type PolicyOptions, policyBody } from './plan-policy.ts'

/** What an administrator is asked to send, for whom the tenant lets neither read nor write. */
interface HandedOver {
  readonly permission: string
  readonly requests: readonly GraphRequest[]
  readonly advice: readonly string[]
}

export const apiRequests = (app: string, claims: readonly string[]): HandedOver => ({
  permission: writeApplications,
  requests: [
    {
      method: 'PATCH',
      path: `/applications(appId='${app}')`,
      body: {
        optionalClaims: { idToken: [], accessToken: claims.map(asOptionalClaim), saml2Token: [] },
      },
    },
  ],
  advice: ['optionalClaims is replaced as a whole: read it first, and add to what is there.'],
})

export const policyRequests = (options: PolicyOptions): HandedOver => ({
  permission: writePolicies,
  requests: [
    {
      method: 'PATCH',
      path: `${contextsPath}/${options.context}`,
      body: { displayName: options.contextName ?? `Step-up ${options.context}`, isAvailable: true },
    },
    { method: 'POST', path: policiesPath, body: policyBody(options, options.excludeUsers) },
  ],
  advice: [
    'Put the object ids of the accounts that must never be locked out into excludeUsers.',
    'The policy is in report-only; state "enabled" enforces it, once the sign-in log looks right.',
  ],
})

/** Prints requests to Microsoft Graph that somebody else is to send. */
export function printRequests(
  { permission, requests, advice }: HandedOver,
  terminal: Terminal,
): void {
  terminal.print(`For an administrator with ${permission}, at https://graph.microsoft.com/v1.0:\n`)
  for (const { method, path, body } of requests) {
    terminal.print(
      `${terminal.paint('bold', `${method} ${path}`)}\n${JSON.stringify(body, undefined, 2)}\n`,
    )
  }
  for (const line of advice) terminal.print(`* ${line}`)
  terminal.printJson({ permission, requests, advice })
}
