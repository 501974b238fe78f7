import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { startEmulator } from '../start-emulator.ts'

const emulator = await startEmulator({ port: false })
afterAll(() => emulator.close())

const ids = ['spa', 'cli', 'daemon'].map((name) => emulator.msalConfig(name).auth.clientId)
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withFragments: true }), fc.json())
// Mostly good values, so that requests get far before they go wrong.
const oneOf = (...values: string[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: text })

const parameters = fc.record(
  {
    client_id: oneOf(...ids),
    client_secret: oneOf('daemon-secret'),
    client_assertion: text,
    grant_type: oneOf('authorization_code', 'refresh_token', 'client_credentials', 'device_code'),
    response_type: oneOf('code'),
    response_mode: oneOf('query', 'fragment', 'form_post'),
    redirect_uri: oneOf('http://localhost:3000/', 'http://localhost:3000/é?x=1'),
    post_logout_redirect_uri: oneOf('http://localhost:3000/'),
    scope: oneOf('openid', 'api://orders/.default', 'api://orders/orders.read'),
    claims: oneOf('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'),
    code_challenge: oneOf('a'.repeat(43)),
    code_challenge_method: oneOf('S256'),
    prompt: oneOf('none', 'login', 'consent'),
    login_hint: oneOf('mfa-user@contoso.test'),
    id_token_hint: text,
    state: text,
    code: text,
    refresh_token: text,
    device_code: text,
    flow: text,
  },
  { requiredKeys: [] },
)

const path = fc.constantFrom(
  '/common/oauth2/v2.0/token',
  '/common/oauth2/v2.0/devicecode',
  '/common/oauth2/v2.0/authorize',
  '/common/oauth2/v2.0/logout',
  '/common/signin/login',
  '/devicelogin',
)

describe('hostile input', () => {
  it('whatever is asked, nothing crashes, and nobody is sent where they did not register', async () => {
    await fc.assert(
      fc.asyncProperty(path, parameters, fc.boolean(), async (target, given, isPost) => {
        const body = new URLSearchParams(given as Record<string, string>)
        const request = isPost
          ? new Request(`${emulator.url}${target}`, { method: 'POST', body })
          : new Request(`${emulator.url}${target}?${body}`)
        const response = await emulator.fetch(request)
        expect(response.status).toBeLessThan(500)
        const location = response.headers.get('location')
        if (location !== null)
          expect(new URL(location).hostname).toMatch(/^(localhost|127\.0\.0\.1)$/)
      }),
      { numRuns: 500 },
    )
  })

  it('raw bytes for a query do no harm either', async () => {
    await fc.assert(
      fc.asyncProperty(path, fc.webQueryParameters(), async (target, query) => {
        const response = await emulator.fetch(new Request(`${emulator.url}${target}?${query}`))
        expect(response.status).toBeLessThan(500)
      }),
    )
  })
})
