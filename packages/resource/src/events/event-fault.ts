/** Error codes of RFC 8935 §2.4; `unavailable` is none, and asks to be sent the token again. */
export type EventErrorCode =
  | 'invalid_request'
  | 'invalid_key'
  | 'invalid_issuer'
  | 'invalid_audience'
  | 'authentication_failed'
  | 'unavailable'

/** Why a token is not accepted, and what to tell the transmitter about it. */
export interface EventFault {
  readonly fault: EventErrorCode
  readonly description: string
  /** What failed here, of `unavailable`; told to the listener alone. */
  readonly cause?: unknown
}

export const faulty = (
  fault: EventErrorCode,
  description: string,
  cause?: unknown,
): EventFault => ({ fault, description, ...(cause !== undefined && { cause }) })

/** A token that was not accepted. */
export interface RefusedEvent {
  /** The error code of RFC 8935 that the transmitter is told; `unavailable`, where it is to send the token again. */
  readonly code: EventErrorCode
  /** What is wrong with it, in words. */
  readonly description: string
  /** The error of the store, of `subjects` or of `onEvent`, where one of them failed. */
  readonly cause?: unknown
}

/** A listener is a guest: what it throws changes nothing. */
export function tellRefused(
  onRefused: ((refused: RefusedEvent) => void) | undefined,
  { fault: code, ...rest }: EventFault,
): void {
  try {
    onRefused?.({ code, ...rest })
  } catch {}
}
