import {
  type AccessToken,
  type CaeEvent,
  type ClaimsRequest,
  createCaeFetch,
  InteractionRequiredError,
} from '@caefetch/core'
import type { App } from '../../tenant/model.ts'
import type { Handler } from '../console.ts'
import { type DemoRequestName, demoRequests } from './demo-requests.ts'
import { askForTokens, claimsParameter, type TokenEndpoint, type Tokens } from './token-client.ts'

/** What came of the last call. */
export interface Outcome {
  readonly call: DemoRequestName
  readonly tone: 'good' | 'bad'
  readonly text: string
  /** What happened on the way, in order. */
  readonly steps: readonly string[]
  /** What caefetch told on the way. */
  readonly events: readonly CaeEvent[]
  /** Set when only a person can help: what to sign in with. */
  readonly claims?: ClaimsRequest | undefined
}

/** A client of the tenant that calls the demo API with the tokens it gets here, as a CAE client does. */
interface DemoClientBase {
  readonly app: App
  readonly outcome: Outcome | undefined
  send(call: DemoRequestName): Promise<void>
}

/** One that acts for itself. */
interface Workload extends DemoClientBase {
  readonly kind: 'app'
}

/** One that acts for whoever signs in. */
export interface UserClient extends DemoClientBase {
  readonly kind: 'user'
  /** User principal name of who is signed in. */
  readonly user: string | undefined
  /** Goes on with the tokens of someone who has just signed in. */
  signedIn(tokens: Tokens, user: string | undefined): void
  /** Notes that a sign-in came to nothing. */
  notSignedIn(call: DemoRequestName, why: string): void
}

export type DemoClient = Workload | UserClient

/** An application may be there twice: for itself, and for its users. */
export function keyOf({ app, kind }: Pick<DemoClient, 'app' | 'kind'>): string {
  return `${kind}-${app.id}`
}

/** The API is called in this process: its name matters to nobody. */
const apiOrigin = 'https://orders.test'
export const apiScope = 'api://orders/.default'

export function createWorkload(endpoint: TokenEndpoint, api: Handler, app: App): Workload {
  const calls = createDemoCalls(api, {
    clientCapabilities: ['cp1'],
    async getToken({ claims }) {
      const tokens = await askForTokens(endpoint, app, {
        grant_type: 'client_credentials',
        scope: apiScope,
        claims: claimsParameter(claims),
      })
      return toAccessToken(tokens)
    },
  })
  return {
    app,
    kind: 'app',
    get outcome() {
      return calls.outcome
    },
    send: (call) => calls.send(call, false),
  }
}

export function createUserClient(endpoint: TokenEndpoint, api: Handler, app: App): UserClient {
  let user: string | undefined
  let refreshToken = ''
  let fresh: Tokens | undefined
  let signIns = 0

  const refresh = (claims: ClaimsRequest | undefined): Promise<Tokens> =>
    askForTokens(endpoint, app, {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      scope: apiScope,
      claims: claimsParameter(claims),
    })

  const calls = createDemoCalls(api, {
    clientCapabilities: ['cp1'],
    accountId: () => String(signIns),
    async getToken({ claims, forceRefresh }) {
      const serves = claims === undefined && forceRefresh !== true
      const tokens = (serves ? fresh : undefined) ?? (await refresh(claims))
      fresh = undefined
      refreshToken = tokens.refresh_token ?? refreshToken
      return toAccessToken(tokens)
    },
  })

  return {
    app,
    kind: 'user',
    get user() {
      return user
    },
    get outcome() {
      return calls.outcome
    },
    send: (call) => calls.send(call, true),
    signedIn(tokens, upn) {
      fresh = tokens
      refreshToken = tokens.refresh_token ?? ''
      user = upn
      signIns++
    },
    notSignedIn(call, text) {
      calls.outcome = {
        call,
        tone: 'bad',
        text,
        steps: [],
        events: [],
        claims: calls.outcome?.claims,
      }
    },
  }
}

interface DemoCalls {
  outcome: Outcome | undefined
  /** `canAsk`: whether there is a person who could sign in. */
  send(call: DemoRequestName, canAsk: boolean): Promise<void>
}

function createDemoCalls(api: Handler, tokens: Parameters<typeof createCaeFetch>[0]): DemoCalls {
  let steps: string[] = []
  let events: CaeEvent[] = []
  const caeFetch = createCaeFetch(tokens, {
    resources: { [apiOrigin]: [apiScope] },
    fetch: async (input, init) => api(new Request(input, init)),
    onEvent: (event) => {
      events.push(event)
      steps.push(...stepOf(event))
    },
  })
  const calls: DemoCalls = {
    outcome: undefined,
    async send(call, canAsk) {
      const taken: string[] = []
      steps = taken
      events = []
      const told = events
      try {
        const { run } = demoRequests[call]
        const { ok, text } = await run((path, init) => caeFetch(apiOrigin + path, init))
        calls.outcome = { call, tone: ok ? 'good' : 'bad', text, steps: taken, events: told }
      } catch (error) {
        calls.outcome = { call, steps: taken, events: told, ...failure(error, canAsk) }
      }
    },
  }
  return calls
}

function toAccessToken(tokens: Tokens): AccessToken {
  return { token: tokens.access_token, expiresOn: Date.now() + tokens.expires_in * 1000 }
}

function failure(error: unknown, canAsk: boolean): Omit<Outcome, 'call' | 'steps' | 'events'> {
  if (!(error instanceof Error)) throw error
  const { message } = error.cause instanceof Error ? error.cause : error
  const needsPerson = error instanceof InteractionRequiredError && canAsk
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
