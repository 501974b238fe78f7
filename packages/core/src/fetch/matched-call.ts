import type { ClaimsRequest } from '../claims/claims-request.ts'
import type { CallEvent } from '../events.ts'
import type { CaeCallOptions } from './options.ts'

/** What the token side has to know of a call to a resource. */
export interface MatchedCall {
  id: number
  method: string
  /** The absolute URL. */
  url: string
  signal: AbortSignal | undefined
  cae: CaeCallOptions | undefined
  /** What its token must satisfy from the first send on. */
  claims: ClaimsRequest | undefined
  /** The entry of `resources` that it matched. */
  resource: string
  /** How the user may be asked. */
  interaction: unknown
  emit(event: CallEvent): void
}
