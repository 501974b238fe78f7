import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey, jwtVerify } from 'jose'
import * as z from 'zod'
import type { Emulator } from '../emulator.ts'

/** The claims of an access token that the API looks at. */
export interface AccessClaims {
  readonly oid: string
  readonly tid: string
  readonly uti: string
  readonly iat: number
  readonly scopes: readonly string[]
  readonly roles: readonly string[]
  readonly authContexts: readonly string[]
  /** Whether the client can answer a claims challenge. */
  readonly isCapable: boolean
  readonly clientId: string
  readonly user: string | undefined
}

const payload = z.object({
  oid: z.string(),
  uti: z.string(),
  iat: z.number(),
  tid: z.string(),
  azp: z.string().optional(),
  appid: z.string().optional(),
  preferred_username: z.string().optional(),
  upn: z.string().optional(),
  scp: z.string().default(''),
  roles: z.array(z.string()).default([]),
  acrs: z.array(z.string()).default([]),
  xms_cc: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
})

/** Keys come through the emulator's own handler, so that no socket is needed. */
export function createVerifier(
  emulator: Emulator,
  api: string,
): (token: string) => Promise<AccessClaims> {
  const options = {
    issuer: emulator.tenants.flatMap(({ issuer, v1Issuer }) => [issuer, v1Issuer]),
    audience: emulator.audience(api),
    algorithms: ['RS256'],
    requiredClaims: ['exp', 'tid'],
  }
  const keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(emulator.jwksUri), {
    cooldownDuration: 0,
    [customFetch]: (url, init) => emulator.fetch(new Request(url, init)),
  })
  return async (token) => {
    const currentDate = new Date(emulator.clock.now())
    const verified = await jwtVerify(token, keys, { ...options, currentDate })
    const { tid, iss } = verified.payload
    const isOwn = emulator.tenants.some(
      ({ id, issuer, v1Issuer }) => id === tid && [issuer, v1Issuer].includes(String(iss)),
    )
    if (!isOwn) throw new Error('another tenant')
    const { scp, acrs, xms_cc, azp, appid, preferred_username, upn, ...claims } = payload.parse(
      verified.payload,
    )
    return {
      ...claims,
      scopes: scp.split(' '),
      authContexts: acrs,
      isCapable: xms_cc.some((capability) => capability.toLowerCase() === 'cp1'),
      // As v2.0 and v1.0 tokens call them.
      clientId: azp ?? appid ?? '',
      user: preferred_username ?? upn,
    }
  }
}
