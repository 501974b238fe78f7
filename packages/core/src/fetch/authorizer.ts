import { ConfigurationError } from '../errors.ts'
import type { CaeCallOptions, CaeFetch } from './cae-request-init.ts'
import { type Call, readCall } from './call.ts'
import { fetchThrough } from './fetch-through.ts'
import type { HeldToken } from './held-tokens.ts'
import { createNextToken, type NextToken } from './next-token.ts'
import type { CaeFetchOptions } from './options.ts'
import { createPipeline } from './pipeline.ts'
import { mayBeRefused } from './refusal.ts'
import { type RefusalLike, toResponse } from './refusal-like.ts'
import type { Session } from './session.ts'
import type { TokenSource } from './token-source.ts'

/**
 * A call that something other than fetch sends. The object is the call: what it was challenged with and
 * what that has cost is remembered by it, so use one for each call, and the same for all its sends.
 */
export interface AuthorizerCall {
  /** Where the call goes. */
  url: string | URL
  /** For events and token sources. Default: `GET`. */
  method?: string
  /** Ends every wait. */
  signal?: AbortSignal
  /** What the call may ask for: `scopes`, `claims`, `interaction`, `account`. */
  cae?: CaeCallOptions
}

/** The pipeline without the sending, and a `fetch` that shares all state with it. */
export interface Authorizer<Fetch = CaeFetch, Call extends AuthorizerCall = AuthorizerCall> {
  /** Sends calls, and shares tokens, challenges and questions with the two below. */
  fetch: Fetch
  /**
   * The Authorization value to send a call with; undefined where no resource matches its URL, and no token
   * may go there. Rejects as a call of `fetch` does that can have no token.
   */
  authorize(call: Call): Promise<string | undefined>
  /**
   * The Authorization value to send a call again with, after it was refused; undefined where the refusal is
   * no challenge, or is not to be answered: hand the refusal to the caller. Rejects as a call of `fetch` does
   * whose challenge cannot be met. May be given every response: one that is no refusal says that the call was
   * served.
   *
   * @param authorization - what the call was sent with.
   */
  answer(call: Call, refusal: RefusalLike, authorization: string): Promise<string | undefined>
}

/** What is known of a call between its sends. */
interface Progress {
  call: Call
  session: Session
  nextToken: NextToken
  /** The token that it was given last. */
  token?: HeldToken | undefined
  /** Whether that answers a challenge: then the next send is with it, and with no other. */
  isAnswer: boolean
}

/**
 * Creates an authorizer: for uploads with progress (XMLHttpRequest), WebSockets, SignalR, gRPC and whatever
 * else takes a token and not a fetch. One storm through all of them is one token request.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 * @example
 * const authorizer = createAuthorizer(tokens)
 * const call = { url: 'https://api.contoso.com/files', method: 'PUT' }
 * let authorization = await authorizer.authorize(call)
 * while (authorization) {
 *   const refusal = await upload(authorization) // undefined once it is done
 *   authorization = refusal && (await authorizer.answer(call, refusal, authorization))
 * }
 */
export function createAuthorizer(tokens: TokenSource, options: CaeFetchOptions = {}): Authorizer {
  const pipeline = createPipeline(tokens, options)
  const { resources, interaction, maxChallenges, emit } = pipeline
  const calls = new WeakMap<AuthorizerCall, Progress>()

  /** Reads a call at its first send; undefined where no resource matches. */
  function progressOf(given: AuthorizerCall): Progress | undefined {
    const known = calls.get(given)
    if (known) {
      // One that nobody used meanwhile may have been let go.
      known.session = pipeline.sessionFor(known.call, known.session)
      return known
    }
    const { url, method = 'GET', signal = null, cae } = Object(given) as AuthorizerCall
    if (typeof url !== 'string' && !(url instanceof URL)) {
      throw new ConfigurationError(`A call needs a url: text or a URL. Got ${typeof url}.`)
    }
    const text = String(url)
    const match = resources.match(text)
    if (!match) return undefined
    const init = { method, signal, ...(cae && { cae }) }
    const call = readCall(pipeline.nextId(), text, init, text, match, interaction)
    const session = pipeline.sessionFor(call)
    const progress = { call, session, nextToken: createNextToken(pipeline), isAnswer: false }
    calls.set(given, progress)
    return progress
  }

  async function during<T>({ call, session }: Progress, run: () => Promise<T>): Promise<T> {
    if (call.signal?.aborted) throw call.signal.reason
    session.enter()
    try {
      return await run()
    } finally {
      session.leave()
    }
  }

  return {
    fetch: fetchThrough(pipeline),

    async authorize(given) {
      const progress = progressOf(given)
      if (!progress) return undefined
      const { call, session } = progress
      return during(progress, async () => {
        const { token, isAnswer } = progress
        if (!token || !isAnswer || session.isGone() || Date.now() >= token.expiresOn) {
          progress.token = session.current(call) ?? (await session.acquire(call))
        }
        return progress.token?.authorization
      })
    },

    async answer(given, refusal, authorization) {
      const progress = progressOf(given)
      if (!progress) return undefined
      const { call, session, nextToken, token, isAnswer } = progress
      if (isAnswer) emit(call, { type: 'replayed', status: refusal.status })
      progress.isAnswer = false
      if (!mayBeRefused(refusal, call.resource)) {
        session.served(call, isAnswer)
        return undefined
      }
      if (maxChallenges === 0) return undefined
      return during(progress, async () => {
        const rejected =
          token?.authorization === authorization ? token : unknownToken(authorization)
        const response = toResponse(refusal)
        const next = await nextToken({ call, session, token: rejected, response })
        if (next) Object.assign(progress, { token: next, isAnswer: true })
        return next?.authorization
      })
    },
  }
}

/** A token that the call was not given here, as far as its Authorization value tells. */
function unknownToken(authorization: string): HeldToken {
  const value = authorization.slice(authorization.indexOf(' ') + 1)
  const never = Number.POSITIVE_INFINITY
  return {
    value,
    authorization,
    claims: undefined,
    origin: 'held',
    expiresOn: never,
    renewOn: never,
  }
}
