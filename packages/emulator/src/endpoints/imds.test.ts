import { describe, expect, it } from 'vitest'
import { startEmulator } from '../start-emulator.ts'

const metadata = { metadata: 'true' }

/** Asks the instance metadata service. */
async function ask(query: Record<string, string>, headers: Record<string, string> = metadata) {
  const emulator = await startEmulator({ port: false, seed: 'imds' })
  const parameters = new URLSearchParams({ 'api-version': '2018-02-01', ...query })
  const url = `${emulator.url}/metadata/identity/oauth2/token?${parameters}`
  const response = await emulator.fetch(new Request(url, { headers }))
  await emulator.close()
  const { clientId } = emulator.msalConfig('daemon').auth
  return { status: response.status, body: await response.json(), clientId }
}

describe('instance metadata service', () => {
  it('gives a token of the only application with permissions there', async () => {
    const { status, body, clientId } = await ask({ resource: 'api://orders' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      client_id: clientId,
      resource: 'api://orders',
      token_type: 'Bearer',
    })
    expect(Number(body.expires_on)).toBeGreaterThan(Number(body.expires_in))
  })

  it.each<[string, Record<string, string>, Record<string, string>, string]>([
    ['no Metadata header', { resource: 'api://orders' }, {}, 'Required metadata header'],
    ['no such resource', { resource: 'api://x' }, metadata, 'no such resource'],
    ['several identities', { resource: 'https://graph.microsoft.com' }, metadata, 'say which'],
    ['an unknown identity', { resource: 'api://orders', client_id: 'x' }, metadata, 'not found'],
  ])('refuses %s in words', async (_, query, headers, words) => {
    const { status, body } = await ask(query, headers)
    expect(status).toBe(400)
    expect(body.error_description).toContain(words)
  })
})
