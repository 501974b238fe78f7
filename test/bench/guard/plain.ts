import type { Guard } from '@caefetch/resource'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { Scene } from './scene.ts'
import { Refused, type Verifier } from './verifier.ts'

export const ourPlain = (name: string, guard: Guard): Verifier => ({
  name,
  async verify(authorization) {
    const verdict = await guard.check({ headers: { get: () => authorization } })
    if (!verdict.ok) throw new Refused()
  },
})

export function theirPlain({ issuer, audience, jwksUri }: Scene): Verifier {
  const keys = createRemoteJWKSet(new URL(jwksUri))
  const options = { issuer, audience, algorithms: ['RS256'] }
  return {
    name: 'jose alone',
    verify: (authorization) => jwtVerify(authorization.slice('Bearer '.length), keys, options),
    note: '`jwtVerify` with `createRemoteJWKSet`, which is what the guard is built on',
  }
}
