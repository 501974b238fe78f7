import { type FastifyReplyLike, fastifyGuard, type Guard } from '@caefetch/resource'
import jwt from '@fastify/jwt'
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { remembered, type Scene } from './scene.ts'
import { Refused, type Verifier } from './verifier.ts'

export async function ourFastify(name: string, guard: Guard): Promise<Verifier> {
  const hook = fastifyGuard(guard)
  const { request, reply } = await capture()
  const bare: FastifyReplyLike = { getHeader: () => undefined, send: () => reply }
  return {
    name,
    async verify(authorization) {
      request.raw.headers = { authorization }
      if ((await hook(request, bare)) !== undefined) throw new Refused()
    },
  }
}

export async function theirFastify(
  scene: Scene,
  { isCached }: { isCached: boolean },
): Promise<Verifier> {
  const { issuer: allowedIss, audience: allowedAud, pem } = scene
  const verify = { allowedIss, allowedAud, algorithms: ['RS256' as const] }
  const { request } = await capture({
    secret: { public: pem },
    verify: { ...verify, ...(isCached && { cache: remembered }) },
  })
  return {
    name: `@fastify/jwt${isCached ? ', with its cache' : ''}`,
    verify(authorization) {
      request.raw.headers = { authorization }
      return request.jwtVerify()
    },
    note: isCached
      ? 'remembers tokens by their SHA-256, if it is told to'
      : 'is given the public key, which spares it to look the key up at each call',
  }
}

/** A request of Fastify's own, as a hook gets it; each call gives it other headers. */
async function capture(options?: Parameters<typeof jwt>[1]) {
  const app = fastify()
  if (options) await app.register(jwt, options)
  const { promise, resolve } = Promise.withResolvers<{
    request: FastifyRequest
    reply: FastifyReply
  }>()
  app.get('/orders', (request, reply) => {
    resolve({ request, reply })
    return 'captured'
  })
  await app.inject('/orders')
  return promise
}
