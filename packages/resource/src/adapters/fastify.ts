import type { Guard } from '../guard/guard.ts'
import type { AdapterOptions } from './adapter-options.ts'
import { createCheck } from './check-call.ts'
import { alsoExposed } from './exposed-headers.ts'
import { type NodeRequest, toIncoming } from './node-request.ts'

/** What a reply of Fastify is used for. */
export interface FastifyReplyLike {
  /** A header that was set before. */
  getHeader(name: string): unknown
  /** Sends a Response. */
  send(payload: unknown): unknown
}

/** An `onRequest` or `preHandler` hook of Fastify, without its types. */
export type FastifyHook = (request: NodeRequest, reply: FastifyReplyLike) => Promise<unknown>

/**
 * Guards the routes of a Fastify instance: `app.addHook('onRequest', fastifyGuard(guard))`. It tells who
 * calls as `request.caller`, or by `callerOf(request)`.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 */
export function fastifyGuard(guard: Guard, options: AdapterOptions<NodeRequest> = {}): FastifyHook {
  const check = createCheck(guard, options, 'fastifyGuard')
  return async function guardFastify(request, reply) {
    const checked = await check(toIncoming(request))
    if ('refusal' in checked) return sendReply(reply, checked.refusal)
    Object.assign(request, { caller: checked.caller })
    return undefined
  }
}

/** Fastify sends a `Response` by itself; what is exposed to other origins already stays so. */
export function sendReply(reply: FastifyReplyLike, response: Response): unknown {
  const name = 'access-control-expose-headers'
  const value = response.headers.get(name)
  if (value) response.headers.set(name, alsoExposed(reply.getHeader(name), value))
  reply.send(response)
  return reply
}
