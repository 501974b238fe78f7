import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { type Emulator, startEmulator } from '@caefetch/emulator'

/** How many tokens are remembered by those that remember any; of the cold ones there are more. */
export const remembered = 100

/** An issuer, tokens of it as they stand in the `Authorization` header, and what it takes to verify them. */
export interface Scene {
  tenantId: string
  audience: string
  issuer: string
  jwksUri: string
  /** All that is published, as JWKs, and the one that signs as PEM. */
  keys: (JsonWebKey & { kid: string })[]
  pem: string
  warm: string
  /** In turns, each comes again only after `remembered` others. */
  cold: string[]
  tampered: string
  /** Of somebody else, who is to be revoked. */
  leaving: string
  leavingId: string
  close(): Promise<void>
}

export async function setScene(): Promise<Scene> {
  const emulator = await startEmulator()
  const { tenantId, issuer, jwksUri } = emulator
  const { keys }: Pick<Scene, 'keys'> = await (await fetch(jwksUri)).json()
  const [key] = keys
  if (!key) throw new Error('The issuer publishes no key.')
  const cold: string[] = []
  for (let count = 0; count < 2 * remembered; count++) cold.push(await mint(emulator))
  const warm = await mint(emulator)
  return {
    tenantId,
    audience: emulator.audience('api://orders'),
    issuer,
    jwksUri,
    keys,
    pem: String(createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' })),
    warm,
    cold,
    tampered: tamper(warm),
    leaving: await mint(emulator, 'plain-user@contoso.test'),
    leavingId: emulator.objectId('plain-user@contoso.test'),
    close: () => emulator.close(),
  }
}

async function mint(emulator: Emulator, user = 'mfa-user@contoso.test'): Promise<string> {
  const scopes = ['api://orders/orders.read']
  return `Bearer ${await emulator.accessToken({ client: 'spa', user, scopes })}`
}

/** With another signature. */
const tamper = (header: string): string => {
  const place = header.lastIndexOf('.') + 20
  const other = header[place] === 'A' ? 'B' : 'A'
  return header.slice(0, place) + other + header.slice(place + 1)
}
