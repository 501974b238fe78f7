import { createEventReceiver, createRevocations, type RevokedSubject } from '@caefetch/resource'
import * as fc from 'fast-check'
import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import { beforeAll, describe, it } from 'vitest'
import { seed, timeFor } from '../nightly/runs.ts'
import { mutated } from './mutations.ts'
import { expectNoPollution, shareOf } from './share.ts'

const issuer = 'https://transmitter.test/'
const audience = 'https://api.contoso.test/events'
const now = Date.UTC(2026, 2, 1, 12)
const caep = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked'

const payloads = [
  {
    sub_id: {
      format: 'complex',
      user: { format: 'iss_sub', iss: issuer, sub: 'a-user' },
      tenant: { format: 'opaque', id: 'a-tenant' },
    },
  },
  { sub_id: { format: 'aliases', identifiers: [{ format: 'opaque', id: 'a-user' }] } },
  { sub_id: { format: 'jwt_id', iss: issuer, jti: 'a-token' } },
  { sub_id: { format: 'email', email: 'mia@contoso.test' } },
].map((more, index) =>
  JSON.stringify({
    ...{ iss: issuer, aud: audience, jti: `event-${index}`, iat: now / 1000 },
    ...more,
    events: { [caep]: { event_timestamp: now / 1000 - 10, reason_admin: { en: 'Landslide' } } },
  }),
)

const errors = [
  'invalid_request',
  'invalid_key',
  'invalid_issuer',
  'invalid_audience',
  'authentication_failed',
]
const members = new Set(['tid', 'oid', 'sid', 'azp', 'uti'])

let pair: Awaited<ReturnType<typeof generateKeyPair>>
let keys: string
beforeAll(async () => {
  pair = await generateKeyPair('ES256')
  keys = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'a-key' }] })
})

/** A receiver that has forgotten the event before the last, and what it has revoked. */
function createReceiver() {
  const revoked: RevokedSubject[] = []
  const own = createRevocations({ now: () => now })
  const receive = createEventReceiver({
    ...{ issuer, audience, algorithms: ['ES256'], now: () => now },
    jwksUri: 'https://transmitter.test/keys',
    fetch: async () => new Response(keys),
    rememberedTokens: 1,
    revocations: {
      ...own,
      async revoke(subject, before) {
        revoked.push(subject)
        await own.revoke(subject, before)
      },
    },
  })
  return { receive, revoked }
}

/** Pushes a token; what is answered is RFC 8935's, and what is refused has changed nothing. */
async function push(token: string, { receive, revoked }: ReturnType<typeof createReceiver>) {
  const before = revoked.length
  const headers = { 'content-type': 'application/secevent+jwt' }
  const response = await receive(new Request(audience, { method: 'POST', headers, body: token }))
  const text = await response.text()
  expectNoPollution()
  if (response.status === 202) return
  if (response.status !== 400) throw new Error(`${response.status} ${text}`)
  if (!errors.includes(JSON.parse(text).err)) throw new Error(text)
  if (revoked.length > before) throw new Error(`refused, and revoked ${revoked.length - before}`)
}

const sign = (payload: string): Promise<string> =>
  new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'ES256', typ: 'secevent+jwt', kid: 'a-key' })
    .sign(pair.privateKey)

describe(`security event tokens (seed ${seed})`, () => {
  const signed = shareOf(0.02)
  it(
    'of mutated claims, well signed, are taken or refused by the book, and revoke what they name',
    async () => {
      const receiver = createReceiver()
      await fc.assert(
        fc.asyncProperty(mutated(payloads), async (payload) => {
          receiver.revoked.length = 0
          await push(await sign(payload), receiver)
          for (const subject of receiver.revoked) {
            const entries = Object.entries(subject)
            const isRead = entries.every(
              ([name, id]) => members.has(name) && typeof id === 'string',
            )
            if (!isRead || entries.length === 0) throw new Error(JSON.stringify(subject))
          }
        }),
        signed,
      )
    },
    timeFor(signed.numRuns),
  )

  const broken = shareOf(0.03)
  it(
    'that are mutated themselves revoke nothing',
    async () => {
      const receiver = createReceiver()
      const tokens = await Promise.all(payloads.map(sign))
      await fc.assert(
        fc.asyncProperty(mutated(tokens), async (token) => {
          // White space around it is not part of it, and digits of base64url that say nothing may differ.
          const [payload] = token.trim().split('.').slice(1)
          await push(token, receiver)
          if (receiver.revoked.length === 0) return
          const isOwn = tokens.some((own) => own.split('.')[1] === payload)
          receiver.revoked.length = 0
          if (!isOwn) throw new Error(`revoked by ${token}`)
        }),
        broken,
      )
    },
    timeFor(broken.numRuns),
  )
})
