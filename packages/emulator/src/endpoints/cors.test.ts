import { describe, expect, it } from 'vitest'
import { startEmulator } from '../start-emulator.ts'

const origin = 'http://localhost:3000'

describe('cors', () => {
  it('single page apps reach what they need across origins, failures included', async () => {
    await using emulator = await startEmulator({ port: false })
    const send = (path: string, method: string, headers = {}) =>
      emulator.fetch(
        new Request(`${emulator.url}/common${path}`, { method, headers: { origin, ...headers } }),
      )
    emulator.faults.add({ endpoint: 'token', status: 503 })
    for (const [path, method] of [
      ['/v2.0/.well-known/openid-configuration', 'GET'],
      ['/discovery/v2.0/keys', 'GET'],
      ['/discovery/instance', 'GET'],
      ['/oauth2/v2.0/token', 'POST'],
      ['/oauth2/v2.0/devicecode', 'POST'],
    ] as const) {
      const { headers } = await send(path, method)
      expect(headers.get('access-control-allow-origin')).toBe(origin)
      expect(headers.get('access-control-expose-headers')).toContain('retry-after')
    }
    const preflight = await send('/oauth2/v2.0/token', 'OPTIONS', {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-client-sku',
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-client-sku')
    expect(emulator.journal.entries()).toHaveLength(5)
  })

  it('pages are not for other origins to read', async () => {
    await using emulator = await startEmulator({ port: false })
    const request = new Request(`${emulator.url}/common/oauth2/v2.0/authorize`, {
      headers: { origin },
    })
    const { headers } = await emulator.fetch(request)
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })
})
