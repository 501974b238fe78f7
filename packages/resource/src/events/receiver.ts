import { readOptions } from '@caefetch/core/options'
import * as z from 'zod'
import { readText } from '../read-text.ts'
import { sha256 } from '../sha256.ts'
import { type EventFault, faulty, tellRefused } from './event-fault.ts'
import { createEventHandler } from './event-handler.ts'
import { type EventOptions, type EventPlan, eventShape } from './options.ts'
import { mostBytes } from './verify-set.ts'

/** Options of {@link createEventReceiver}. */
export interface EventReceiverOptions extends EventOptions {
  /** The whole `Authorization` header that the transmitter was told to send. Default: none is asked for. */
  authorization?: string | undefined
}

interface Plan extends EventPlan {
  readonly authorization?: string | undefined
}

const schema: z.ZodType<Plan> = z.strictObject({
  ...eventShape,
  authorization: z.string().min(1).optional(),
})

/**
 * Creates the endpoint to which a transmitter pushes security event tokens. What an accepted event
 * revokes is revoked before the answer, 202, is sent; what is refused changes nothing.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 * @see [RFC 8935](https://www.rfc-editor.org/rfc/rfc8935)
 * @see [Shared Signals Framework](https://openid.net/specs/openid-sharedsignals-framework-1_0-final.html)
 */
export function createEventReceiver(
  options: EventReceiverOptions,
): (request: Request) => Promise<Response> {
  const { authorization, ...plan } = readOptions(schema, options, 'createEventReceiver')
  const handle = createEventHandler(plan)
  const isTransmitter = authorization === undefined ? () => true : sameText(authorization)

  function refuse(fault: EventFault): Response {
    tellRefused(plan.onRefused, fault)
    return toResponse(fault)
  }

  return async function receiveEvent(request) {
    if (request.method !== 'POST')
      return new Response(null, { status: 405, headers: { allow: 'POST' } })
    if (!(await isTransmitter(request.headers.get('authorization') ?? ''))) {
      return refuse(faulty('authentication_failed', 'Who sends this is not known.'))
    }
    const [type] = (request.headers.get('content-type') ?? '').split(';')
    if (type?.trim().toLowerCase() !== 'application/secevent+jwt') {
      return refuse(faulty('invalid_request', 'The content type must be application/secevent+jwt.'))
    }
    if (request.bodyUsed) return refuse(bodyUsed)
    const read = await readText(request, mostBytes)
    if ('fault' in read) return refuse(unreadable[read.fault])
    const outcome = await handle(read.text.trim())
    return typeof outcome === 'string' ? new Response(null, { status: 202 }) : refuse(outcome)
  }
}

function toResponse({ fault, description }: EventFault): Response {
  if (fault === 'unavailable') {
    return new Response(null, { status: 503, headers: { 'retry-after': '5' } })
  }
  const headers = { 'content-language': 'en', 'cache-control': 'no-store' }
  return Response.json({ err: fault, description }, { status: 400, headers })
}

const bodyUsed = faulty(
  'unavailable',
  'The body was read before it came to the receiver: put the receiver before what parses bodies.',
)
const unreadable = {
  too_long: faulty('invalid_request', 'The token is longer than 65,536 bytes.'),
  broken_off: faulty('invalid_request', 'The body has broken off.'),
}

/** Compares in a time that says nothing about where the texts differ: nobody chooses the digest of a guess. */
const sameText = (expected: string) => async (text: string) =>
  (await sha256(text)) === (await sha256(expected))
