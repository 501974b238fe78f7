import { type Guard, type HonoContext, honoGuard } from '@caefetch/resource'
import { Context, type MiddlewareHandler } from 'hono'
import { jwk } from 'hono/jwk'
import type { Scene } from './scene.ts'
import { Refused, type Verifier } from './verifier.ts'

export const ourHono = (name: string, guard: Guard): Verifier => {
  const middleware = honoGuard(guard)
  return { name, verify: behind((context, next) => middleware(context as HonoContext, next)) }
}

export const theirHono = ({ issuer, audience, keys }: Scene): Verifier => ({
  name: "hono's jwk",
  verify: behind(jwk({ keys, alg: ['RS256'], verification: { iss: issuer, aud: audience } })),
  note: 'is given the keys: with `jwks_uri` it would fetch them at each call',
})

/** What Hono does with middleware; a `Request` for each token is made beforehand. */
function behind(middleware: MiddlewareHandler): Verifier['verify'] {
  const requests = new Map<string, Request>()
  const requestOf = (authorization: string): Request => {
    const request =
      requests.get(authorization) ??
      new Request('https://api.contoso.test/orders', { headers: { authorization } })
    requests.set(authorization, request)
    return request
  }
  return async (authorization) => {
    const refusal = await middleware(new Context(requestOf(authorization)), async () => {})
    if (refusal) throw new Refused()
  }
}
