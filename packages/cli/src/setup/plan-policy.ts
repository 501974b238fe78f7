import * as z from 'zod'
import { CommandError } from '../command-error.ts'
import {
  contextsPath,
  guarding,
  listContexts,
  listPolicies,
  policiesPath,
  writePolicies,
} from '../graph/conditional-access.ts'
import type { Graph } from '../graph/graph.ts'
import type { Change, Plan } from './change.ts'
import type { Step } from './record.ts'

export interface PolicyOptions {
  /** `c1` to `c99`. */
  readonly context: string
  readonly contextName?: string
  readonly grant: 'mfa' | 'compliantDevice' | 'block'
  readonly excludeUsers: readonly string[]
  readonly excludeGroups: readonly string[]
  /** Turns a policy on that this command made before. */
  readonly enforce: boolean
}

interface Surroundings {
  readonly graph: Graph
  /** Whether a person runs the command, whom the policy must not lock out. */
  readonly isPerson: boolean
  /** What the record says was made here. */
  readonly steps: readonly Step[]
}

const reportOnly = 'enabledForReportingButNotEnforced'

/** An authentication context, and a policy in report-only that demands something of it. */
export async function planPolicy(
  options: PolicyOptions,
  surroundings: Surroundings,
): Promise<Plan> {
  const { graph, steps } = surroundings
  const name = policyName(options)
  const policies = await listPolicies(graph)
  const own = policies.find(({ displayName, id }) => displayName === name && isOurs(id, steps))
  const context = await contextChange(graph, options)
  if (options.enforce) {
    if (!own) {
      throw new CommandError(
        'usage',
        `No policy "${name}" was made here yet: make it without --enforce, see what the sign-in log says, and enforce it then.`,
      )
    }
    return { changes: [...context, ...enforcement(own)], notes: [] }
  }
  if (own)
    return { changes: context, notes: [`The policy "${name}" is there, ${stateWords(own.state)}.`] }
  const other = guarding(policies, options.context).find(
    ({ state, grantControls }) =>
      state !== 'disabled' && grantControls?.builtInControls?.includes(options.grant),
  )
  if (other) {
    return {
      changes: context,
      notes: [
        `The policy "${other.displayName}" demands ${options.grant} for ${options.context} already, ${stateWords(other.state)}; it was not made here and is left alone.`,
      ],
    }
  }
  return {
    changes: [...context, policyChange(options, await excludedUsers(options, surroundings))],
    notes: [
      `The policy is in report-only: it is written to the sign-in log and demands nothing. Later, --enforce turns it on.`,
    ],
  }
}

const policyName = ({ context, grant }: Pick<PolicyOptions, 'context' | 'grant'>): string =>
  `caefetch: ${context} demands ${grant}`

const isOurs = (id: string, steps: readonly Step[]): boolean =>
  steps.some(({ undo }) => undo.kind === 'delete' && undo.path === `${policiesPath}/${id}`)

const stateWords = (state: string): string =>
  state === 'enabled' ? 'enforced' : state === reportOnly ? 'in report-only' : 'turned off'

async function contextChange(
  graph: Graph,
  { context: id, contextName }: PolicyOptions,
): Promise<Change[]> {
  const context = (await listContexts(graph)).find((each) => each.id === id)
  if (context?.isAvailable) return []
  const path = `${contextsPath}/${id}`
  const displayName = context?.displayName ?? contextName ?? `Step-up ${id}`
  const body = context
    ? { isAvailable: true }
    : { displayName, description: 'Made by caefetch.', isAvailable: true }
  return [
    {
      title: `Authentication context ${id}`,
      difference: [
        ...(context ? [`  ${displayName}`] : [`+ ${displayName}`]),
        '+ published to apps',
      ],
      request: { method: 'PATCH', path, body },
      permission: writePolicies,
      undo: () =>
        context
          ? {
              kind: 'restore',
              path,
              permission: writePolicies,
              before: { isAvailable: context.isAvailable ?? false },
              after: body,
            }
          : { kind: 'delete', path, permission: writePolicies },
    },
  ]
}

const userSchema = z.object({ id: z.string(), userPrincipalName: z.string().nullish() })

/** The account that runs the command is one of them: nobody locks themselves out. */
async function excludedUsers(
  { excludeUsers, excludeGroups }: PolicyOptions,
  { graph, isPerson }: Surroundings,
): Promise<{ id: string; name: string }[]> {
  if (!isPerson && excludeUsers.length === 0 && excludeGroups.length === 0) {
    throw new CommandError(
      'usage',
      'An app runs this, so nobody would be excluded: name who must never be locked out with --exclude-group or --exclude-user.',
    )
  }
  const paths = [
    ...(isPerson ? ['/me'] : []),
    ...excludeUsers.map((user) => `/users/${encodeURIComponent(user)}`),
  ]
  const users: { id: string; name: string }[] = []
  for (const path of paths) {
    const user = await graph.find(
      `${path}?$select=id,userPrincipalName`,
      userSchema,
      path === '/me' ? 'User.Read' : 'User.ReadBasic.All',
    )
    if (!user)
      throw new CommandError(
        'usage',
        `There is no user ${decodeURIComponent(path.slice('/users/'.length))}.`,
      )
    if (users.every(({ id }) => id !== user.id))
      users.push({ id: user.id, name: user.userPrincipalName ?? user.id })
  }
  return users
}

/** The body of the policy, in report-only. */
export const policyBody = (
  options: Pick<PolicyOptions, 'context' | 'grant' | 'excludeGroups'>,
  excludeUsers: readonly string[],
) => ({
  displayName: policyName(options),
  state: reportOnly,
  conditions: {
    clientAppTypes: ['all'],
    applications: { includeAuthenticationContextClassReferences: [options.context] },
    users: {
      includeUsers: ['All'],
      excludeUsers: [...excludeUsers],
      excludeGroups: [...options.excludeGroups],
    },
  },
  grantControls: { operator: 'OR', builtInControls: [options.grant] },
})

function policyChange(
  options: PolicyOptions,
  users: readonly { id: string; name: string }[],
): Change {
  const { context, grant, excludeGroups } = options
  return {
    title: `Policy "${policyName(options)}"`,
    difference: [
      `+ for the authentication context ${context}`,
      '+ for all users',
      ...users.map(({ name }) => `+ but ${name}`),
      ...excludeGroups.map((id) => `+ but the group ${id}`),
      `+ demands ${grant}`,
      '+ in report-only',
    ],
    request: {
      method: 'POST',
      path: policiesPath,
      body: policyBody(
        options,
        users.map(({ id }) => id),
      ),
    },
    permission: writePolicies,
    undo: ({ id = '' }) => ({
      kind: 'delete',
      path: `${policiesPath}/${id}`,
      permission: writePolicies,
    }),
  }
}

function enforcement({
  id,
  displayName,
  state,
}: {
  id: string
  displayName: string
  state: string
}): Change[] {
  if (state === 'enabled') return []
  const path = `${policiesPath}/${id}`
  return [
    {
      title: `Policy "${displayName}"`,
      difference: [`- ${stateWords(state)}`, '+ enforced'],
      request: { method: 'PATCH', path, body: { state: 'enabled' } },
      permission: writePolicies,
      undo: () => ({
        kind: 'restore',
        path,
        permission: writePolicies,
        before: { state },
        after: { state: 'enabled' },
      }),
    },
  ]
}
