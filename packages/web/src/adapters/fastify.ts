import type { NodeRequest } from '../request/incoming.ts'
import type { Web } from '../web.ts'
import { watchBody } from './watch-body.ts'

/** What a reply of Fastify is used for; it sends a `Response` by itself. */
interface FastifyReplyLike {
  send(payload: unknown): unknown
}

/** A hook of Fastify 5, without its types, and what handles errors. */
export interface FastifyWeb {
  (request: NodeRequest, reply: FastifyReplyLike): Promise<unknown>
  /** For `app.setErrorHandler`: answers what `web.respond` does, and passes any other error on. */
  readonly onError: (
    error: unknown,
    request: NodeRequest,
    reply: FastifyReplyLike,
  ) => Promise<unknown>
}

/**
 * Puts a web application's sign-in into Fastify: `app.addHook('onRequest', auth)` and
 * `app.setErrorHandler(auth.onError)`.
 */
export function fastifyWeb(web: Web): FastifyWeb {
  const hook = async (request: NodeRequest, reply: FastifyReplyLike) => {
    const answer = await web.handle(request, request.raw && watchBody(request.raw))
    if (!answer) return undefined
    reply.send(answer)
    return reply
  }
  const onError: FastifyWeb['onError'] = async (error, request, reply) => {
    const answer = await web.respond(request, error)
    if (!answer) throw error
    reply.send(answer)
    return reply
  }
  return Object.assign(hook, { onError })
}
