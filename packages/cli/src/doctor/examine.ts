import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { readApplications } from '../graph/applications.ts'
import { readPolicies } from '../graph/conditional-access.ts'
import { findCloud } from '../tenant/cloud.ts'
import { explainFailure } from '../tenant/explain-failure.ts'
import { openGraph } from '../tenant/open-graph.ts'
import { secretVariable } from '../tenant/options.ts'
import { createSignIn } from '../tenant/sign-in.ts'
import { checkApi } from './check-api.ts'
import { checkBridge } from './check-bridge.ts'
import { checkTenant } from './check-tenant.ts'
import { checkToken } from './check-token.ts'
import { type Finding, skipped } from './finding.ts'
import type { DoctorOptions } from './options.ts'
import { showFinding, verdict } from './report.ts'

/** Looks at everything that the options name, and says what is wrong. */
export async function examine(options: DoctorOptions, context: Context): Promise<void> {
  const { terminal, endWith } = context
  const findings: Finding[] = []
  try {
    for await (const part of partsOf(options, context)) {
      for (const finding of part) showFinding(finding, terminal)
      findings.push(...part)
    }
  } catch (error) {
    throw explainFailure(error)
  }
  const isWrong = findings.some(({ level }) => level === 'wrong')
  const summary = verdict(findings)
  terminal.print(`\n${terminal.paint(isWrong ? 'red' : 'green', summary)}`)
  terminal.printJson({ ok: !isWrong, summary, findings })
  endWith(isWrong ? exitCodes.wrong : exitCodes.ok)
}

/** One part after the other, each told as soon as it is known. */
async function* partsOf(options: DoctorOptions, context: Context): AsyncGenerator<Finding[]> {
  const { api, origin, redirectUri, scope, app, clientId } = options
  const { signal, env } = context
  if (api === undefined && redirectUri === undefined && app === undefined) {
    throw new CommandError('usage', 'Say what to look at: --api, --redirect-uri or --app.')
  }
  if (api !== undefined) {
    const page = origin === undefined ? {} : { origin: new URL(origin).origin }
    yield await checkApi({ api, signal, ...page })
  }
  if (redirectUri !== undefined) yield await checkBridge(redirectUri, signal)
  if (api !== undefined && clientId !== undefined && scope !== undefined) {
    const signIn = createSignIn({ clientId, cloud: await findCloud(options, signal), context })
    yield await checkToken(api, await signIn.token(scope), signal)
  } else if (api !== undefined) {
    yield [skipped('token', 'Token: --client-id and --scope get one, and look at it.')]
  }
  if (app === undefined) {
    yield [skipped('tenant', 'Tenant: --app reads registration, contexts and policies.')]
    return
  }
  const { clientId: _, ...asAdministrator } = options
  // An app that signs in by itself is the same for both; a person's own app may not read the tenant.
  const who = env[secretVariable] ? options : asAdministrator
  const { graph } = await openGraph(who, [readApplications, readPolicies], context)
  yield await checkTenant(graph, app)
}
