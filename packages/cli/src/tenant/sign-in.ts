import {
  type AccountInfo,
  type AuthenticationResult,
  ConfidentialClientApplication,
  PublicClientApplication,
} from '@azure/msal-node'
import { type CaeEvent, type CaeFetch, createCaeFetch, deviceCode, withCae } from '@caefetch/node'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { paragraph } from '../terminal/layout.ts'
import { printable } from '../terminal/printable.ts'
import type { Cloud } from './cloud.ts'
import { bounded } from './fetch-json.ts'
import { secretVariable } from './options.ts'

/** Whoever runs the command, at a tenant: a person or an app. */
export interface SignIn {
  readonly isPerson: boolean
  /** Attaches tokens for what `resources` names, and answers challenges; asks the person when needed. */
  fetch(
    resources: Record<string, readonly string[]>,
    listen?: (event: CaeEvent) => void,
    send?: typeof fetch,
  ): CaeFetch
  /** The person who has signed in. */
  account(): Promise<AccountInfo | undefined>
  /** One token, with what MSAL says of it. */
  token(scopes: string[]): Promise<AuthenticationResult>
}

interface SignInOptions {
  readonly clientId: string
  readonly cloud: Cloud
  readonly context: Pick<Context, 'terminal' | 'signal' | 'env'>
}

/** Signs in when the first token is needed; all is kept in memory, and ends with the command. */
export function createSignIn({ clientId, cloud, context }: SignInOptions): SignIn {
  const { env, terminal, signal } = context
  const secret = env[secretVariable]
  const auth = { clientId, ...cloud.auth }
  if (secret !== undefined && secret !== '') {
    const app = new ConfidentialClientApplication(
      withCae({ auth: { ...auth, clientSecret: secret } }),
    )
    return {
      isPerson: false,
      account: async () => undefined,
      fetch: (resources, onEvent = ignore, send = sendBounded) =>
        createCaeFetch(app, {
          resources: ownScopes(resources),
          onEvent,
          fetch: send,
        }),
      token: async (scopes) =>
        somebody(await app.acquireTokenByClientCredential({ scopes: [...defaultScopes(scopes)] })),
    }
  }
  const app = new PublicClientApplication(withCae({ auth }))
  const interaction = deviceCode(({ message }) =>
    terminal.tell(paragraph(printable(message), terminal.width)),
  )
  return {
    isPerson: true,
    account: async () => (await app.getTokenCache().getAllAccounts())[0],
    fetch: (resources, onEvent = ignore, send = sendBounded) =>
      createCaeFetch(app, { resources, interaction, onEvent, fetch: send }),
    async token(scopes) {
      const [account] = await app.getTokenCache().getAllAccounts()
      if (account) {
        const held = await app.acquireTokenSilent({ scopes, account }).catch(() => undefined)
        if (held) return held
      }
      return somebody(await interaction(app, { scopes, signal }))
    },
  }
}

/** Each request by itself: a person who is asked in between takes as long as they need. */
const sendBounded: typeof fetch = (input, init) =>
  fetch(input, { ...init, signal: bounded(init?.signal ?? new AbortController().signal) })

/** A listener of its own keeps caefetch from writing to the console. */
const ignore = (): void => {}

function somebody(result: AuthenticationResult | null): AuthenticationResult {
  if (result) return result
  throw new CommandError('sign_in_failed', 'Nobody signed in.')
}

/** An app that acts for itself has what it was granted, and names no permission. */
const defaultScopes = (scopes: readonly string[]): string[] => {
  const resources = scopes.map((scope) => scope.slice(0, Math.max(scope.lastIndexOf('/'), 0)))
  return [...new Set(resources)].map((resource) => `${resource}/.default`)
}

const ownScopes = (
  resources: Record<string, readonly string[]>,
): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(resources).map(([url, scopes]) => [url, defaultScopes(scopes)]))
