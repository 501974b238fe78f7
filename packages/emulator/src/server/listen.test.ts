import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { startEmulator } from '../start-emulator.ts'

/** Sends a request as node:http does: without a length, unless it is said. */
function send(url: string, method: string, token: string, body?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    const sent = request(url, { method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    if (body !== undefined) sent.write(body)
    sent.end()
  })
}

describe('over a socket', () => {
  it('takes requests without a body, and with one whose length nobody said', async () => {
    await using emulator = await startEmulator()
    const token = await emulator.accessToken({
      client: 'admin',
      scopes: ['https://graph.microsoft.com/.default'],
    })
    const policies = `${emulator.graphUrl}/v1.0/identity/conditionalAccess/policies`
    const [policy] = emulator.policies.list()
    const path = `${policies}/${policy?.id}`
    expect(await send(path, 'PATCH', token, '{"state":"disabled"}')).toBe(204)
    expect(emulator.policies.list()).toMatchObject([{ enabled: false }])
    expect(await send(path, 'DELETE', token)).toBe(204)
    expect(emulator.policies.list()).toEqual([])
  })
})
