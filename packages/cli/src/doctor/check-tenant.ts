import { type Application, findApplication } from '../graph/applications.ts'
import {
  type AuthContext,
  type ConditionalAccessPolicy,
  guarding,
  listContexts,
  listPolicies,
} from '../graph/conditional-access.ts'
import type { Graph } from '../graph/graph.ts'
import { GraphError } from '../graph/graph-error.ts'
import { troubleshooting } from '../links.ts'
import { type Finding, note, ok, skipped, wrong } from './finding.ts'

/** What the tenant says of an API: its registration, contexts, and the policies that apply. */
export async function checkTenant(graph: Graph, app: string): Promise<Finding[]> {
  const parts = [
    unlessForbidden('registration', async () => {
      const application = await findApplication(graph, app)
      return registration(application, app)
    }),
    unlessForbidden('policies', async () => {
      const [application, contexts, policies] = await Promise.all([
        findApplication(graph, app),
        listContexts(graph),
        listPolicies(graph),
      ])
      return [
        ...contexts.map((context) => guard(context, policies)),
        applying(policies, application),
      ]
    }),
  ]
  return (await Promise.all(parts)).flat()
}

/** What may not be read is no fault of the tenant. */
async function unlessForbidden(id: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check()
  } catch (error) {
    if (!(error instanceof GraphError) || error.status !== 403) throw error
    const needed = error.permissions.join(', ')
    return [
      skipped(
        id,
        `Tenant: Microsoft Graph does not let the ${id} be read (403); it takes ${needed}.`,
      ),
    ]
  }
}

function registration({ displayName, optionalClaims, api }: Application, app: string): Finding[] {
  const names = (optionalClaims?.accessToken ?? []).map(({ name }) => name)
  const mend = `caefetch setup api ${app} --apply`
  const link = troubleshooting('client_not_capable')
  const blind = 'the API cannot know who can be challenged'
  return [
    names.includes('xms_cc')
      ? ok('registration_xms_cc', `The registration ${displayName} asks for xms_cc.`)
      : wrong(
          'registration_xms_cc',
          `The registration ${displayName} does not ask for xms_cc: ${blind}.`,
          mend,
          link,
        ),
    names.includes('acrs')
      ? ok('registration_acrs', `The registration ${displayName} asks for acrs.`)
      : note('registration_acrs', `The registration ${displayName} does not ask for acrs.`, mend),
    ok(
      'registration_version',
      `Its tokens are of version ${api?.requestedAccessTokenVersion ?? 1}.`,
    ),
  ]
}

function guard(context: AuthContext, policies: readonly ConditionalAccessPolicy[]): Finding {
  const { id, displayName, isAvailable } = context
  const key = `context_${id}`
  const name = `The context ${id} (${displayName ?? 'no name'})`
  const guards = guarding(policies, id)
  const enforced = guards.filter(({ state }) => state === 'enabled')
  if (!isAvailable) return note(key, `${name} is not published to apps.`)
  if (enforced.length > 0) return ok(key, `${name} is guarded by ${namesOf(enforced)}.`)
  const off = guards.length > 0 ? `; not enforced: ${namesOf(guards)}` : ''
  return note(
    key,
    `${name} is guarded by no policy: Entra grants it to everyone${off}.`,
    `caefetch setup policy --context ${id}`,
  )
}

const namesOf = (policies: readonly ConditionalAccessPolicy[]): string =>
  policies.map(({ displayName }) => `"${displayName}"`).join(', ')

function applying(
  policies: readonly ConditionalAccessPolicy[],
  { appId, displayName }: Application,
): Finding {
  const own = policies.filter(({ state, conditions }) => {
    const included = conditions?.applications?.includeApplications ?? []
    return state === 'enabled' && (included.includes('All') || included.includes(appId))
  })
  return ok(
    'policies',
    own.length > 0
      ? `Policies for ${displayName}: ${namesOf(own)}.`
      : `No policy is for ${displayName} as a whole.`,
  )
}
