import {
  type CaeEvent,
  type CaeFetch,
  type ClaimsRequest,
  createCaeFetch,
  InteractionRequiredError,
  type TokenRequest,
} from '@caefetch/core'
import type { App } from '../../tenant/model.ts'
import type { AdminParts, Handler } from '../console.ts'
import { type CallName, demoRequests } from './demo-requests.ts'
import { askForTokens, claimsParameter, type Tokens } from './token-client.ts'

/** What came of the last call. */
export interface Outcome {
  readonly call: CallName
  readonly tone: 'good' | 'bad'
  readonly text: string
  /** What happened on the way, in order. */
  readonly steps: readonly string[]
  /** Set when only a person can help: what to sign in with. */
  readonly claims?: ClaimsRequest | undefined
}

/** A client of the tenant that calls the demo API with the tokens it gets here, as a CAE client does. */
export interface Caller {
  readonly app: App
  /** Whether it acts for itself, and not for someone who signs in. */
  readonly isWorkload: boolean
  /** User principal name of who is signed in. */
  readonly user: string | undefined
  readonly outcome: Outcome | undefined
  send(call: CallName): Promise<void>
  /** Goes on with the tokens of someone who has just signed in. */
  signedIn(tokens: Tokens, user: string | undefined): void
  /** Notes that a sign-in came to nothing. */
  notSignedIn(call: CallName, why: string): void
}

/** An application may be there twice: for itself, and for its users. */
export function keyOf({ app, isWorkload }: Caller): string {
  return `${isWorkload ? 'app' : 'user'}-${app.id}`
}

/** The API is called in this process: its name matters to nobody. */
const apiOrigin = 'https://orders.test'
export const apiScope = 'api://orders/.default'

export function createCaller(
  parts: AdminParts,
  api: Handler,
  app: App,
  isWorkload: boolean,
): Caller {
  let user: string | undefined
  let refreshToken: string | undefined
  let fresh: Tokens | undefined
  let signIns = 0
  let outcome: Outcome | undefined
  let steps: string[] = []

  async function getToken({ claims, forceRefresh }: Partial<TokenRequest>) {
    const isAsked = claims !== undefined || forceRefresh === true
    const tokens = (isAsked ? undefined : fresh) ?? (await request(claims))
    fresh = undefined
    refreshToken = tokens.refresh_token ?? refreshToken
    return { token: tokens.access_token, expiresOn: Date.now() + tokens.expires_in * 1000 }
  }

  function request(claims: ClaimsRequest | undefined): Promise<Tokens> {
    const form = { claims: claimsParameter(claims), scope: apiScope }
    if (isWorkload) return askForTokens(parts, app, { ...form, grant_type: 'client_credentials' })
    return askForTokens(parts, app, {
      ...form,
      grant_type: 'refresh_token',
      refresh_token: refreshToken ?? '',
    })
  }

  const caeFetch: CaeFetch = createCaeFetch(
    { getToken, accountId: () => String(signIns), clientCapabilities: ['cp1'] },
    {
      resources: { [apiOrigin]: [apiScope] },
      fetch: async (input, init) => api(new Request(input, init)),
      onEvent: (event) => steps.push(...stepOf(event)),
    },
  )

  return {
    app,
    isWorkload,
    get user() {
      return user
    },
    get outcome() {
      return outcome
    },
    async send(call) {
      steps = []
      const taken = steps
      try {
        const { ok, text } = await demoRequests[call].run((path, init) =>
          caeFetch(apiOrigin + path, init),
        )
        outcome = { call, tone: ok ? 'good' : 'bad', text, steps: taken }
      } catch (error) {
        outcome = { call, steps: taken, ...failure(error, isWorkload) }
      }
    },
    signedIn(tokens, who) {
      fresh = tokens
      refreshToken = tokens.refresh_token
      user = who
      signIns++
    },
    notSignedIn(call, text) {
      outcome = { call, tone: 'bad', text, steps: [], claims: outcome?.claims }
    },
  }
}

function failure(error: unknown, isWorkload: boolean): Omit<Outcome, 'call' | 'steps'> {
  if (!(error instanceof Error)) throw error
  const { message } = error.cause instanceof Error ? error.cause : error
  const needsPerson = error instanceof InteractionRequiredError && !isWorkload
  // What follows the first sentence is for a log.
  const [text = ''] = message.split(/(?<=\.) /)
  return { tone: 'bad', text, ...(needsPerson && { claims: error.claims ?? {} }) }
}

function stepOf(event: CaeEvent): string[] {
  switch (event.type) {
    case 'challenged':
      return [`${event.status}, challenged: ${event.reason}`]
    case 'reauthenticated':
      return ['new token']
    case 'replayed':
      return ['sent again']
    default:
      return []
  }
}
