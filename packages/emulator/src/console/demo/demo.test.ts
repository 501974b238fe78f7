import { describe, expect, it } from 'vitest'
import { type ConsoleClient, setup } from '../console-client.fixture.ts'

const user = 'mfa-user@contoso.test'

/** Presses the buttons of one caller of the demo. */
async function caller(app: string, kind: 'app' | 'user' = 'app') {
  const client = await setup({ port: 0 })
  const key = { client: `${kind}-${client.emulator.objectId(app)}` }
  return {
    ...client,
    send: (call: 'read' | 'delete' = 'read') => client.post('send', { ...key, call }),
    signIn: (call = 'read') => signIn(client, { ...key, call }),
    async [Symbol.asyncDispose]() {
      await client.api.close()
      await client.emulator.close()
    },
  }
}

async function signIn(
  { emulator, driver, get, post }: ConsoleClient,
  fields: Record<string, string>,
) {
  const begun = await post('sign-in', fields)
  expect(begun.status).toBe(303)
  let page = await driver.open(emulator.url + begun.headers.get('location'))
  if (page.title === 'Sign in') page = await page.submit('login', { as: user })
  if (page.title.startsWith('Approve')) page = await page.submit('mfa', { answer: 'approve' })
  const { pathname, search } = page.left ?? new URL('x:the-page-kept-the-browser')
  expect(pathname).toBe('/admin/signed-in')
  expect((await get(pathname + search)).status).toBe(303)
  return pathname + search
}

const api = ({ emulator }: ConsoleClient) =>
  emulator.journal.tokenRequests().map(({ grant, status, error }) => [grant, error?.code ?? status])

describe('demo', () => {
  it('a daemon recovers from a revocation by itself, step by step in the journal', async () => {
    await using daemon = await caller('daemon')
    await daemon.send()
    expect(await daemon.text()).toContain('200, 1 order')
    await daemon.post('revoke', { who: 'daemon' })
    await daemon.send()
    const page = await daemon.text()
    expect(page).toContain('401, challenged: revocation → new token → sent again →')
    const marks = [...page.matchAll(/<span class="mark">(.*?)<.*?<strong>(.*?)</g)]
    expect(marks.map(([, mark, title]) => `${mark} ${title}`).reverse()).toEqual([
      '200 token',
      '200 keys',
      '200 API',
      '• tokens of daemon are revoked',
      '» session-revoked',
      '401 API',
      '200 token',
      '200 API',
    ])
    expect(page).toMatch(
      /insufficient_claims<\/span><br><span class="quiet">claims<\/span> <code>nbf \d+/,
    )
  })

  it('a daemon cannot be stepped up, and is told why', async () => {
    await using daemon = await caller('daemon')
    await daemon.send('delete')
    const page = await daemon.text()
    expect(page).toContain('401, challenged: authentication-context →')
    expect(page).toContain('AADSTS50076')
    expect(page).not.toContain('Sign in and send again')
  })

  it('a user signs in, is revoked, and signs in again to go on', async () => {
    await using spa = await caller('spa', 'user')
    expect(await spa.text()).toContain('nobody is signed in')
    await spa.signIn()
    expect(await spa.text()).toContain('200, 1 order')
    await spa.post('revoke', { who: user })
    await spa.send()
    const page = await spa.text()
    expect(page).toContain('AADSTS50173')
    expect(page).toContain('Sign in and send again')
    await spa.emulator.clock.advance('1s')
    await spa.signIn()
    expect(await spa.text()).toContain('200, 1 order')
    expect(api(spa)).toEqual([
      ['authorization_code', 200],
      ['refresh_token', 50173],
      ['authorization_code', 200],
    ])
  })

  it('a user who moved goes on without a word', async () => {
    await using spa = await caller('spa', 'user')
    await spa.signIn()
    await spa.post('move', { who: user, country: 'JP' })
    await spa.send()
    expect(await spa.text()).toContain('401, challenged: location → new token → sent again →')
  })

  it('a user is stepped up for what needs a second factor, and the call goes on', async () => {
    await using spa = await caller('spa', 'user')
    await spa.signIn()
    await spa.send('delete')
    expect(await spa.text()).toContain('AADSTS50076')
    await spa.signIn('delete')
    expect(await spa.text()).toContain('204, order 1 is gone')
    await spa.send('delete')
    expect(await spa.text()).toContain('204, order 2 is gone')
  })

  it('whoever declines to sign in is where they were', async () => {
    await using spa = await caller('spa', 'user')
    const key = { client: `user-${spa.emulator.objectId('spa')}`, call: 'read' }
    const begun = await spa.post('sign-in', key)
    const page = await spa.driver.open(spa.emulator.url + begun.headers.get('location'))
    const { pathname, search } = (await page.submit('cancel')).left ?? new URL('x:')
    await spa.get(pathname + search)
    expect(await spa.text()).toMatch(
      /<p class="result bad"><strong>GET \/orders<\/strong> AADSTS\d+/,
    )
  })

  it('an answer counts once, and only when it was waited for', async () => {
    await using spa = await caller('spa', 'user')
    const used = await spa.signIn()
    for (const path of [used, '/admin/signed-in', '/admin/signed-in?state=x&code=y']) {
      const response = await spa.get(path)
      expect(response.status).toBe(400)
      expect(await response.text()).toContain('This sign-in is over.')
    }
  })

  it('a client whose redirect URIs lead elsewhere cannot be played', async () => {
    const { text } = await setup({
      apps: {
        away: {
          redirectUris: ['https://app.test/'],
          delegated: { 'api://orders': ['orders.read'] },
        },
        orders: { resource: { uri: 'api://orders', scopes: ['orders.read'] } },
      },
    })
    expect(await text()).toContain('No client of this tenant has permissions')
  })
})
