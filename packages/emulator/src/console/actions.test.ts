import { decodeJwt } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { type ConsoleClient, setup } from './console-client.fixture.ts'

const user = 'mfa-user@contoso.test'
const scopes = ['api://orders/orders.read']

/** What the API makes of a token that the user got before the action. */
async function statusAfter(act: (client: ConsoleClient) => Promise<Response>): Promise<number> {
  const client = await setup()
  const token = await client.emulator.accessToken({ client: 'spa', user, scopes })
  const response = await act(client)
  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toBe('/')
  const headers = { authorization: `Bearer ${token}` }
  return (await client.api.fetch(new Request('https://orders.test/orders', { headers }))).status
}

describe('actions', () => {
  it.each<[string, Record<string, string>, string]>([
    ['revoke', {}, `sessions of ${user} are revoked`],
    ['disable-user', {}, `${user} is disabled`],
    ['password', { password: 'x' }, `${user} has another password`],
    ['enable-mfa', {}, `${user} has a second factor now`],
    ['risk', { level: 'high' }, `the risk of ${user} is high`],
    ['move', { country: 'BR' }, `${user} is in Brazil (BR) now`],
    ['device', { compliant: 'no' }, `the device of ${user} is not compliant`],
  ])('%s makes the API refuse the token, and is in the journal', async (action, fields, said) => {
    let page = ''
    const status = await statusAfter(async ({ post, text }) => {
      const response = await post(action, { who: user, ...fields })
      page = await text()
      return response
    })
    expect(status).toBe(401)
    expect(page).toContain(said)
  })

  it.each<[string, Record<string, string>]>([
    ['enable-user', {}],
    ['risk', { level: 'low' }],
    ['device', { compliant: 'yes' }],
  ])('%s leaves the token alone', async (action, fields) => {
    expect(await statusAfter(({ post }) => post(action, { who: user, ...fields }))).toBe(200)
  })

  it('a user is disabled and enabled again', async () => {
    const { post, text } = await setup()
    await post('disable-user', { who: user })
    expect(await text()).toContain('<li class="bad">disabled</li>')
    await post('enable-user', { who: user })
    expect(await text()).not.toContain('<li class="bad">disabled</li>')
  })

  it('an app is revoked, disabled and enabled again', async () => {
    const { emulator, api, post, text } = await setup()
    const daemon = { client: 'daemon', scopes: ['api://orders/.default'] }
    const token = await emulator.accessToken(daemon)
    await post('revoke', { who: 'daemon' })
    const headers = { authorization: `Bearer ${token}` }
    expect((await api.fetch(new Request('https://orders.test/orders', { headers }))).status).toBe(
      401,
    )
    await post('disable-app', { who: 'daemon' })
    expect(await text()).toContain('<li class="bad">disabled</li>')
    await post('enable-app', { who: 'daemon' })
    expect(await text()).not.toContain('<li class="bad">disabled</li>')
  })

  it('the new password is what signs the user in', async () => {
    const { emulator, driver, post } = await setup()
    await post('password', { who: user, password: 'correct horse' })
    const { clientId } = emulator.msalConfig('cli').auth
    const query = `client_id=${clientId}&response_type=code&scope=openid&redirect_uri=http://localhost/x`
    const page = await driver.open(`${emulator.url}/common/oauth2/v2.0/authorize?${query}`)
    const credentials = { username: user, password: 'correct horse' }
    expect((await page.submit('login', { ...credentials, password: 'password' })).title).toBe(
      'Sign in',
    )
    expect((await page.submit('login', credentials)).left?.searchParams.get('code')).toBeTruthy()
  })

  it('multifactor authentication is required of a user at an API', async () => {
    const { emulator, post } = await setup()
    await post('add-policy', { grant: 'mfa', user, resource: 'api://orders' })
    expect(emulator.policies.list().at(-1)).toMatchObject({
      name: `Multifactor authentication for ${user} at api://orders`,
      users: [user],
      resources: ['api://orders'],
      grant: ['mfa'],
    })
  })

  it('a policy can be for everyone, everywhere, from one country', async () => {
    const { emulator, post, text } = await setup()
    await post('add-policy', { grant: 'block', user: '', resource: '', country: 'JP' })
    const policy = emulator.policies.list().at(-1)
    expect(policy).toMatchObject({
      name: 'Blocked from Japan (JP)',
      users: 'all',
      resources: 'all',
      locations: { include: ['JP'] },
      grant: 'block',
    })
    const page = await text()
    expect(page).toContain('<li>everyone</li><li>every API</li><li>from Japan (JP)</li>')
  })

  it('a policy is switched off, on, and removed', async () => {
    const { emulator, post } = await setup()
    const [policy] = emulator.policies.list()
    const only = { policy: policy?.id ?? '' }
    await post('switch-policy', { ...only, enabled: 'no' })
    expect(emulator.policies.list()).toMatchObject([{ enabled: false }])
    await post('switch-policy', { ...only, enabled: 'yes' })
    expect(emulator.policies.list()).toMatchObject([{ enabled: true }])
    await post('remove-policy', only)
    expect(emulator.policies.list()).toEqual([])
  })

  it('events are under way as long as the page says, until the clock has gone on', async () => {
    const { emulator, post, text } = await setup()
    const heard = vi.fn()
    emulator.events.subscribe(heard)
    await post('delay', { delay: '15m' })
    expect(emulator.events.propagationDelay).toBe('15m')
    expect(await text()).toContain('Events reach the APIs after 15 minutes.')
    await post('revoke', { who: user })
    await post('advance', { by: '14m' })
    expect(heard).not.toHaveBeenCalled()
    await post('advance', { by: '1m' })
    expect(heard).toHaveBeenCalledOnce()
    expect(emulator.clock.now()).toBe(Date.parse('2026-03-01T12:15:00Z'))
    await post('delay', { delay: '0' })
    expect(emulator.events.propagationDelay).toBe(0)
  })

  it('the location of a user is in the tokens that ask for it', async () => {
    const { emulator, post } = await setup({
      apps: {
        spa: { platform: 'spa', delegated: { 'api://orders': ['orders.read'] } },
        orders: {
          resource: { uri: 'api://orders', scopes: ['orders.read'], optionalClaims: ['ctry'] },
        },
      },
    })
    await post('move', { who: user, country: 'IN' })
    const token = await emulator.accessToken({ client: 'spa', user, scopes })
    expect(decodeJwt(token).ctry).toBe('IN')
  })

  it('a fault befalls as many requests as the page says, and is called off', async () => {
    const { emulator, post } = await setup()
    const keys = async () => (await emulator.fetch(new Request(emulator.jwksUri))).status
    await post('fault', { kind: '503', endpoint: 'keys', times: '2' })
    expect([await keys(), await keys(), await keys()]).toEqual([503, 503, 200])
    await post('fault', { kind: '429', endpoint: '', times: '5' })
    expect(await keys()).toBe(429)
    await post('clear-faults')
    expect(await keys()).toBe(200)
  })

  it('keys are rotated, and retired', async () => {
    const { emulator, post } = await setup()
    const keys = async () => {
      const response = await emulator.fetch(new Request(emulator.jwksUri))
      return (await response.json()).keys.map(({ kid }: { kid: string }) => kid)
    }
    const [first] = await keys()
    await post('rotate-keys')
    expect(await keys()).toHaveLength(2)
    await post('rotate-keys', { retire: 'yes' })
    expect(await keys()).toHaveLength(1)
    expect(await keys()).not.toContain(first)
  })

  it.each<[string, Record<string, string>, string]>([
    ['fault', { kind: 'flood' }, 'no such fault'],
    ['fault', { kind: '503', times: '0' }, 'times'],
    ['fault', { kind: '503', endpoint: 'kez' }, 'keys'],
    ['revoke', {}, 'who'],
    ['revoke', { who: 'nobody' }, 'no user or app'],
    ['disable-user', { who: 'daemon' }, 'no user'],
    ['disable-app', { who: user }, 'no app'],
    ['risk', { who: user, level: 'extreme' }, 'no such risk'],
    ['move', { who: user, country: 'XX' }, 'no such country'],
    ['password', { who: user }, 'password'],
    ['add-policy', { grant: 'magic' }, 'no such demand'],
    ['add-policy', { grant: 'mfa', user: 'nobody' }, 'no user'],
    ['switch-policy', { policy: 'none', enabled: 'no' }, 'no policy'],
    ['remove-policy', { policy: 'none' }, 'no such policy'],
    ['delay', { delay: '15' }, 'not a duration'],
    ['delay', { delay: '-1m' }, 'not a duration'],
    ['advance', { by: '99999999d' }, 'ten years'],
    ['send', { client: 'app-none', call: 'read' }, 'cannot call'],
    ['sign-in', { client: 'app-none', call: 'read' }, 'cannot call'],
  ])('%s with %o is refused in words, and nothing is done', async (action, fields, words) => {
    const { post, text } = await setup()
    const response = await post(action, fields)
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(words)
    expect(await text()).toContain('data-last="0"')
  })

  it('a form that is too large is refused', async () => {
    const { post } = await setup()
    expect((await post('revoke', { who: 'x'.repeat(200_000) })).status).toBe(413)
  })
})
