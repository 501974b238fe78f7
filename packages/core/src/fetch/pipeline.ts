import type { CaeEvent, CallEvent } from '../events.ts'
import { isCapable } from '../msal/capabilities.ts'
import type { CaeCallOptions, FetchLike } from './cae-request-init.ts'
import type { Call } from './call.ts'
import { checkFunction, checkNumber } from './check.ts'
import { createDiagnose, type Diagnose } from './diagnostics.ts'
import type { CaeFetchOptions } from './options.ts'
import { createResources, type Resource, type Resources, readScopes } from './resources.ts'
import type { Session } from './session.ts'
import { createSessions } from './sessions.ts'
import { createTokenRequests } from './token-requests.ts'
import type { TokenSource } from './token-source.ts'

/** All that calls share, whoever sends them. */
export interface Pipeline {
  resources: Resources
  /** What was configured to send the calls. */
  fetch: FetchLike | undefined
  maxChallenges: number
  maxReplayBytes: number
  /** How the user may be asked for calls that do not say. */
  interaction: unknown
  /** The number of the next call. */
  nextId(): number
  /** The session of a call: that of its account and scopes; of a call that goes on, of the account it had. */
  sessionFor(call: Call, earlier?: Session): Session
  emit(call: Call, event: CallEvent): void
  diagnose: Diagnose
}

const graph = { 'https://graph.microsoft.com/': ['https://graph.microsoft.com/.default'] }

/** @throws {@link ConfigurationError} for options that cannot work. */
export function createPipeline(tokens: TokenSource, options: CaeFetchOptions): Pipeline {
  const {
    resources: entries = graph,
    fetch,
    maxChallenges = 2,
    maxReplayBytes = 1_048_576,
    tokenTimeout = 30_000,
    share,
    onEvent = () => {},
  } = options
  checkFunction('tokens.getToken', tokens?.getToken)
  if (fetch !== undefined) checkFunction('fetch', fetch)
  checkFunction('onEvent', onEvent)
  if (share !== undefined) checkFunction('share.getToken', share?.getToken)
  checkNumber('maxChallenges', maxChallenges, 0)
  checkNumber('maxReplayBytes', maxReplayBytes, 0)
  checkNumber('tokenTimeout', tokenTimeout, 1)
  const resources = createResources(entries)

  /** A listener is a guest: what it throws must not change the call. */
  function tell(event: CaeEvent, cae?: CaeCallOptions): void {
    try {
      onEvent(event, cae)
    } catch {}
  }

  const emit = ({ id, method, resource, cae }: Call, event: CallEvent): void =>
    tell({ callId: id, at: Date.now(), resource: resource.key, method, ...event }, cae)
  const diagnose = createDiagnose(tell)
  const requestToken = createTokenRequests(tokens, tokenTimeout, share, emit, diagnose)
  const sessionFor = createSessions(tokens, requestToken, maxChallenges)
  let calls = 0

  if (tokens.clientCapabilities && !isCapable(tokens.clientCapabilities)) {
    diagnose(
      'client_not_capable',
      '',
      'Without cp1 no challenges come: wrap the configuration in withCae().',
    )
  }

  return {
    resources,
    fetch,
    maxChallenges,
    maxReplayBytes,
    interaction: tokens.interaction,
    nextId: () => ++calls,
    sessionFor: (call, earlier) => sessionFor(scopesOf(call), call, earlier),
    emit,
    diagnose,
  }
}

const scopesOf = ({ cae, resource }: { cae: CaeCallOptions | undefined; resource: Resource }) =>
  cae?.scopes ? readScopes('cae.scopes', cae.scopes) : resource.scopes
