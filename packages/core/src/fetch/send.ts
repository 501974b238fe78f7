import type { BodyMembers } from './body.ts'
import type { FetchLike } from './cae-request-init.ts'
import type { Call } from './call.ts'
import { withAuthorization } from './headers.ts'
import type { HeldToken } from './held-tokens.ts'

/** Sends a call with a token. */
export const send = (
  { input, init, headers }: Call,
  { authorization }: HeldToken,
  body: BodyMembers,
  fetch: FetchLike,
): Promise<Response> =>
  fetch(input, { ...init, ...body, headers: withAuthorization(authorization, headers) })
