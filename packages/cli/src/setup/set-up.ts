import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { readApplications, writeApplications } from '../graph/applications.ts'
import { readPolicies, writePolicies } from '../graph/conditional-access.ts'
import { carryOut } from './carry-out.ts'
import type { ApiFlags, ClientFlags, PolicyFlags } from './flags.ts'
import { planApi } from './plan-api.ts'
import { planClient } from './plan-client.ts'
import { type PolicyOptions, planPolicy } from './plan-policy.ts'
import { apiRequests, policyRequests, printRequests } from './print-requests.ts'

const usualClaims = ['xms_cc', 'acrs']

export async function setUpApi(app: string, options: ApiFlags, context: Context): Promise<void> {
  const { claims = usualClaims, tokenVersion } = options
  if (options.printRequests) return printRequests(apiRequests(app, claims), context.terminal)
  const version =
    tokenVersion === undefined ? {} : ({ tokenVersion: tokenVersion === '1' ? 1 : 2 } as const)
  await carryOut(
    {
      read: [readApplications],
      write: [writeApplications],
      plan: ({ graph }) => planApi(graph, { app, claims, ...version }),
    },
    options,
    context,
  )
}

export async function setUpClient(
  app: string,
  options: ClientFlags,
  context: Context,
): Promise<void> {
  const { platform, redirectUri: redirectUris = [], api, scope: scopes = [] } = options
  if (redirectUris.length === 0 && api === undefined) {
    throw new CommandError('usage', 'Say what to add: --redirect-uri, or --api with --scope.')
  }
  if ((api === undefined) !== (scopes.length === 0)) {
    throw new CommandError('usage', '--api and --scope go together.')
  }
  const wanted = { app, platform, redirectUris, scopes, ...(api !== undefined && { api }) }
  await carryOut(
    {
      read: [readApplications],
      write: [writeApplications],
      plan: ({ graph }) => planClient(graph, wanted),
    },
    options,
    context,
  )
}

export async function setUpPolicy(options: PolicyFlags, context: Context): Promise<void> {
  const { contextName, grant, excludeUser = [], excludeGroup = [], enforce = false } = options
  const wanted: PolicyOptions = {
    ...{ context: options.context, grant, enforce },
    ...{ excludeUsers: excludeUser, excludeGroups: excludeGroup },
    ...(contextName !== undefined && { contextName }),
  }
  if (options.printRequests) return printRequests(policyRequests(wanted), context.terminal)
  await carryOut(
    {
      read: [readPolicies, 'User.Read', ...(excludeUser.length > 0 ? ['User.ReadBasic.All'] : [])],
      write: [writePolicies, readApplications],
      plan: ({ graph, signIn: { isPerson } }, steps) =>
        planPolicy(wanted, { graph, isPerson, steps }),
    },
    options,
    context,
  )
}
