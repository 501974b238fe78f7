import type { Guard } from '../guard/guard.ts'
import { type AdapterOptions, checkNode } from './express.ts'
import type { NodeRequest } from './node-request.ts'
import { alsoExposed } from './send-response.ts'

/** What a reply of Fastify is used for. */
export interface FastifyReplyLike {
  getHeader(name: string): unknown
  send(payload: unknown): unknown
}

/** An `onRequest` or `preHandler` hook of Fastify, without its types. */
export type FastifyHook = (request: NodeRequest, reply: FastifyReplyLike) => Promise<unknown>

/**
 * Guards the routes of a Fastify instance: `app.addHook('onRequest', fastifyGuard(guard))`. It tells who
 * calls as `request.caller`, or by `callerOf(request)`.
 */
export function fastifyGuard(guard: Guard, options: AdapterOptions<NodeRequest> = {}): FastifyHook {
  return async function guardFastify(request, reply) {
    const verdict = await checkNode(guard, request, options)
    if (!verdict.ok) return sendReply(reply, verdict.response)
    Object.assign(request, { caller: verdict.caller })
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
