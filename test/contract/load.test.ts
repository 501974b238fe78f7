import { createHash } from 'node:crypto'
import { type Emulator, startEmulator } from '@caefetch/emulator'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'

// What a minute must bear is five times as much: 500 sign-ins and 5,000 token requests.
const signIns = 100
const tokenRequests = 1000
/** How many are under way at any time. */
const width = 20

const users = ['mfa-user@contoso.test', 'plain-user@contoso.test'] as const
const codeVerifier = 'v'.repeat(43)
const redirectUri = 'http://localhost:3000/auth'

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

/** An application and the browsers of its users, by nothing but requests. */
function createClient(emulator: Emulator) {
  const base = `${emulator.url}/${emulator.tenantId}`
  const { clientId } = emulator.msalConfig('cli').auth
  const daemon = emulator.msalConfig('daemon').auth

  const post = (path: string, fields: Record<string, string>) =>
    fetch(`${base}/${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    })

  async function token(grant_type: string, fields: Record<string, string>): Promise<Tokens> {
    const response = await post('oauth2/v2.0/token', { client_id: clientId, grant_type, ...fields })
    if (!response.ok) throw new Error(await response.text())
    return response.json()
  }

  return {
    async signIn(user: string) {
      const query = new URLSearchParams({
        client_id: clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: 'api://orders/orders.read offline_access',
        code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
        code_challenge_method: 'S256',
      })
      const page = await (await fetch(`${base}/oauth2/v2.0/authorize?${query}`)).text()
      const [, flow = ''] = /name="flow" value="([^"]+)"/.exec(page) ?? []
      const left = await post('signin/login', { flow, as: user })
      const code = new URL(left.headers.get('location') ?? '').searchParams.get('code') ?? ''
      return token('authorization_code', {
        code,
        redirect_uri: redirectUri,
        code_verifier: codeVerifier,
      })
    },
    refresh: (refresh_token: string) => token('refresh_token', { refresh_token }),
    credentials: () =>
      token('client_credentials', {
        client_id: daemon.clientId,
        client_secret: daemon.clientSecret ?? '',
        scope: 'api://orders/.default',
      }),
  }
}

/** Runs numbered tasks, a few at a time; the results are in the order of the numbers. */
async function repeat<T>(count: number, task: (number: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  async function work(): Promise<void> {
    for (let number = next++; number < count; number = next++) results[number] = await task(number)
  }
  await Promise.all(Array.from({ length: width }, work))
  return results
}

test(`bears ${signIns} sign-ins and ${tokenRequests} token requests, and mixes nobody up`, async () => {
  await using emulator = await startEmulator()
  const client = createClient(emulator)
  const userOf = (number: number): string => users[number % 2] ?? users[0]

  const signedIn = await repeat(signIns, (number) => client.signIn(userOf(number)))
  const tokens = await repeat(tokenRequests, (number) => {
    const { refresh_token = '' } = signedIn[number % signIns] ?? {}
    return number % 3 === 0 ? client.credentials() : client.refresh(refresh_token)
  })

  const claims = tokens.map(({ access_token }) => decodeJwt(access_token))
  const expected = tokens.map((_, number) =>
    emulator.objectId(number % 3 === 0 ? 'daemon' : userOf(number % signIns)),
  )
  expect(claims.map(({ oid }) => oid)).toEqual(expected)
  expect(new Set(claims.map(({ uti }) => uti)).size).toBe(tokenRequests)
  expect(new Set(signedIn.map(({ refresh_token }) => refresh_token)).size).toBe(signIns)
  const entries = emulator.journal.entries()
  expect(entries.filter(({ status }) => status >= 400)).toEqual([])
  expect(emulator.journal.tokenRequests()).toHaveLength(signIns + tokenRequests)
}, 120_000)
