import { expressGuard, type Guard } from '@caefetch/resource'
import { auth } from 'express-oauth2-jwt-bearer'
import type { Scene } from './scene.ts'
import { Refused, type Verifier } from './verifier.ts'

type Middleware = (request: object, response: object, next: (error?: unknown) => void) => unknown

export const ourExpress = (name: string, guard: Guard): Verifier => ({
  name,
  verify: behind(expressGuard(guard) as Middleware),
})

export const theirExpress = ({ issuer, jwksUri, audience }: Scene): Verifier => ({
  name: 'express-oauth2-jwt-bearer',
  verify: behind(auth({ issuer, jwksUri, audience, tokenSigningAlg: 'RS256' }) as Middleware),
})

/** What Express does with middleware, without the rest of Express. */
function behind(middleware: Middleware): Verifier['verify'] {
  return (authorization) =>
    new Promise<void>((resolve, reject) => {
      const request = {
        headers: { authorization, host: 'api.contoso.test' },
        protocol: 'https',
        originalUrl: '/orders',
        get: () => 'api.contoso.test',
        method: 'GET',
        url: '/orders',
        query: {},
        socket: { remoteAddress: '127.0.0.1' },
        is: () => false,
      }
      const response = {
        statusCode: 200,
        getHeader: () => undefined,
        setHeader: () => undefined,
        end: () => reject(new Refused()),
      }
      middleware(request, response, (error) => (error === undefined ? resolve() : reject(error)))
    })
}
