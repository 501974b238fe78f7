import { describe, expect, it } from 'vitest'
import { setup } from './console-client.fixture.ts'
import { whyRefused } from './guard.ts'

const origin = 'http://localhost:8025'
const get = (url: string, headers = {}) => new Request(url, { headers })
const post = (headers = {}, url = `${origin}/admin/revoke`) =>
  new Request(url, { method: 'POST', headers })

describe('guard', () => {
  it.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1', undefined])(
    'a caller at %s gets in',
    (peer) => expect(whyRefused(get(origin), peer, origin)).toBeUndefined(),
  )

  it.each(['192.168.1.7', '10.0.0.1', '2001:db8::1', '::ffff:192.168.1.7', '1.127.0.0', ''])(
    'a caller at "%s" does not',
    (peer) => expect(whyRefused(get(origin), peer, origin)).toContain('this machine only'),
  )

  it.each(['http://localhost:8025', 'http://127.0.0.1:8025', 'http://[::1]:8025'])(
    '%s is a name of this machine',
    (url) => expect(whyRefused(get(url), '127.0.0.1', origin)).toBeUndefined(),
  )

  it.each(['evil.test', 'evil.test:8025', 'localhost.evil.test', '127.0.0.1.evil.test', 'a b'])(
    'the host "%s" is not, wherever it resolves to',
    (host) => expect(whyRefused(get(origin, { host }), '127.0.0.1', origin)).toContain('localhost'),
  )

  it.each([
    ['its own origin', { origin }],
    ['its own site', { 'sec-fetch-site': 'same-origin' }],
    ['both', { origin, 'sec-fetch-site': 'same-origin' }],
  ])('a form that names %s is sent by the page', (_, headers) => {
    expect(whyRefused(post(headers), undefined, origin)).toBeUndefined()
  })

  it.each<[string, Record<string, string>]>([
    ['another origin', { origin: 'https://evil.test' }],
    ['another port', { origin: 'http://localhost:3000' }],
    ['another scheme', { origin: 'https://localhost:8025' }],
    ['another name of this machine', { origin: 'http://127.0.0.1:8025' }],
    ['no origin it may tell', { origin: 'null' }],
    ['the same site only', { 'sec-fetch-site': 'same-site' }],
    ['another site', { origin, 'sec-fetch-site': 'cross-site' }],
    ['nothing', {}],
  ])('a form that names %s is not', (_, headers) => {
    expect(whyRefused(post(headers), '127.0.0.1', origin)).toContain('Only the page')
  })

  it('other sites may link to the page but not read it', () => {
    const from = (dest: string) => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': dest })
    expect(whyRefused(get(origin, from('document')), undefined, origin)).toBeUndefined()
    expect(whyRefused(get(`${origin}/admin/live`, from('empty')), undefined, origin)).toBeDefined()
    expect(whyRefused(get(origin, from('iframe')), undefined, origin)).toBeDefined()
  })

  it('what is refused says why and does nothing', async () => {
    const { emulator, post, get } = await setup()
    const user = 'mfa-user@contoso.test'
    const forged = await post('disable-user', { who: user }, { origin: 'https://evil.test' })
    expect(forged.status).toBe(403)
    expect(await forged.text()).toBe('Only the page of the emulator itself may ask for this.')
    expect((await get('/', { host: 'evil.test' })).status).toBe(403)
    await emulator.accessToken({ client: 'spa', user, scopes: ['api://orders/orders.read'] })
    expect(await (await get()).text()).not.toContain('disabled')
  })

  it('sign-in goes on under any name: the guard is about the page alone', async () => {
    const { emulator } = await setup()
    const keys = new Request(emulator.jwksUri, { headers: { host: 'evil.test' } })
    expect((await emulator.fetch(keys)).status).toBe(200)
  })
})
