import * as z from 'zod'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { createGraph } from '../graph/graph.ts'
import type { Cloud } from '../tenant/cloud.ts'
import { adminClientId } from '../tenant/options.ts'
import { createSignIn, type SignIn } from '../tenant/sign-in.ts'

interface Revocation {
  /** All that is needed before the clock runs. */
  prepare(): Promise<void>
  now(): Promise<void>
}

interface Parts {
  readonly signIn: SignIn
  readonly cloud: Cloud
  readonly context: Context
}

const permission = 'User.RevokeSessions.All'
const userSchema = z.object({ id: z.string() })

/** How the sessions of the user are revoked: by Graph, or by whoever runs the command. */
export async function revocation(
  { user, revoke }: { user?: string; revoke: 'graph' | 'ask' },
  { signIn, cloud, context }: Parts,
): Promise<Revocation> {
  const { terminal, signal } = context
  const account = await signIn.account()
  const name = account?.username ?? 'the app'
  if (user !== undefined && user.toLowerCase() !== account?.username.toLowerCase()) {
    throw new CommandError('usage', `${name} signed in, and not ${user}: nothing was revoked.`)
  }
  if (revoke === 'ask') {
    return {
      prepare: async () => {},
      async now() {
        const isDone = await terminal.confirm(`Revoke the sessions of ${name} now. Done?`, signal)
        if (!isDone) throw new CommandError('usage', 'Nothing was revoked, and nothing measured.')
      },
    }
  }
  if (!account) {
    throw new CommandError(
      'usage',
      'An app has no session that Graph could revoke: use --revoke ask, and disable its service principal.',
    )
  }
  const administrator = createSignIn({
    clientId: adminClientId,
    cloud,
    context: { ...context, env: {} },
  })
  const scopes = [permission, 'User.ReadBasic.All'].map(
    (scope) => `${cloud.graphResource}/${scope}`,
  )
  const fetch = administrator.fetch({ [`${cloud.graph}/`]: scopes })
  const graph = createGraph({ fetch, url: cloud.graph, signal })
  const path = `/users/${encodeURIComponent(account.localAccountId)}`
  return {
    async prepare() {
      terminal.tell(`Sign in as an administrator who may revoke the sessions of ${name}.`)
      await graph.get(`${path}?$select=id`, userSchema, 'User.ReadBasic.All')
    },
    async now() {
      await graph.send({ method: 'POST', path: `${path}/revokeSignInSessions` }, permission)
    },
  }
}
