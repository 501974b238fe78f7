import { describe, expect, it } from 'vitest'
import { startEmulator } from '../start-emulator.ts'
import { readyTenant } from '../tenant/ready-tenant.ts'
import { setup } from './console-client.fixture.ts'

const user = 'mfa-user@contoso.test'

describe('page', () => {
  it('shows users, apps, policies, time and the journal', async () => {
    const { text } = await setup()
    const page = await text()
    for (const part of [
      'Mia Ferrari',
      user,
      'Netherlands (NL), 203.0.113.7',
      'web-api',
      'API api://orders',
      'Multifactor authentication for c1',
      '2026-03-01 12:00:00 UTC',
      'Live journal',
      'Nothing yet',
    ]) {
      expect(page).toContain(part)
    }
  })

  it('shows sessions as they come and go', async () => {
    const { emulator, text } = await setup()
    expect(await text()).not.toContain('Session <code>')
    await emulator.accessToken({
      client: 'spa',
      user,
      scopes: ['api://orders/orders.read'],
      mfa: true,
    })
    expect(await text()).toMatch(
      /Session <code>\w{8}<\/code> since 12:00:00, second factor at 12:00:00/,
    )
    await emulator.revokeSessions(user)
    expect(await text()).not.toContain('Session <code>')
  })

  it('shows names that are markup as text', async () => {
    const hostile = `"><script>alert('x')</script>&amp;`
    const { emulator, text, get } = await setup({
      users: { [user]: { name: hostile } },
      apps: {
        ...readyTenant.apps,
        [hostile]: { secret: hostile, application: { 'api://orders': [] } },
      },
      policies: [{ name: hostile, users: [user] }],
    })
    await emulator.fetch(new Request(`${emulator.url}/<script>alert(1)</script>`))
    await emulator.revokeSessions(hostile)
    const page = await text()
    expect(page).not.toContain('<script>alert')
    expect(page).toContain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;')
    const stream = (await get('/admin/live?after=0')).body?.getReader()
    await stream?.read()
    const { value } = (await stream?.read()) ?? {}
    expect(new TextDecoder().decode(value)).not.toContain('<script>')
    await emulator.close()
  })

  it('runs nothing but its own files, and is not framed', async () => {
    const { get, text } = await setup()
    const { headers } = await get()
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).toContain("form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(await text()).not.toMatch(/<script>|<style|\son\w+=|style="|javascript:/)
    for (const [path, type] of [
      ['/admin/style.css', 'text/css'],
      ['/admin/script.js', 'text/javascript'],
      ['/admin/icon.svg', 'image/svg+xml'],
    ] as const) {
      const response = await get(path)
      expect(response.headers.get('content-type')).toContain(type)
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(await response.text()).not.toBe('')
    }
  })

  it('every field has a label, and no two elements have the same id', async () => {
    const { text } = await setup()
    const page = await text()
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(ids.length).toBeGreaterThan(20)
    expect(new Set(ids).size).toBe(ids.length)
    const labelled = new Set([...page.matchAll(/<label for="([^"]*)"/g)].map(([, id]) => id))
    const fields = [...page.matchAll(/<(?:select|input) id="([^"]*)"/g)].map(([, id]) => id)
    expect(fields.length).toBeGreaterThan(5)
    expect(fields.filter((id) => !labelled.has(id))).toEqual([])
    expect(page.match(/<input (?!id=|type="hidden")/)).toBeNull()
  })

  it('secrets are where they are pasted from, and nowhere else', async () => {
    const { emulator, post, text } = await setup()
    await post('send', { client: `app-${emulator.objectId('daemon')}`, call: 'read' })
    const page = await text()
    expect(page).toContain('200, 1 order')
    expect(page.match(/daemon-secret/g)).toHaveLength(1)
    expect(page).toMatch(/<details><summary>MSAL configuration(?:(?!<\/details>).)*daemon-secret/s)
    expect(page).not.toContain('eyJ')
  })

  it('a row opens to the decoded token, the raw challenge and its claims', async () => {
    const { emulator, api, post, text } = await setup()
    const scopes = ['api://orders/orders.read']
    const token = await emulator.accessToken({ client: 'spa', user, scopes })
    await post('revoke', { who: user })
    const headers = { authorization: `Bearer ${token}` }
    const refusal = await api.fetch(new Request('https://orders.test/orders', { headers }))
    const page = await text()
    const row = /<li id="entry-\d+" class="entry bad recovering">.*?<\/li>/s.exec(page)?.[0] ?? ''
    expect(row).toContain('recovery 1, +0 ms')
    expect(row).toContain(`&quot;preferred_username&quot;: &quot;${user}&quot;`)
    const challenge = refusal.headers.get('www-authenticate') ?? ''
    expect(row).toContain(challenge.replaceAll('"', '&quot;'))
    expect(row).toContain('&quot;essential&quot;: true')
    expect(row).toContain(`<input type="hidden" name="who" value="${user}">`)
    expect(page).not.toContain(token)
    expect(page).not.toContain(token.split('.')[2])
  })

  it('the rows of one recovery are told by its number', async () => {
    const { emulator, post, get } = await setup()
    const daemon = { client: `app-${emulator.objectId('daemon')}`, call: 'read' }
    await post('send', daemon)
    await post('revoke', { who: 'daemon' })
    await post('send', daemon)
    const response = await get('/admin/journal.json')
    expect(response.headers.get('content-disposition')).toBe('attachment')
    const lines: { kind: string; recovery?: { id: number } }[] = await response.json()
    expect(lines.filter((line) => line.recovery?.id === 1).map(({ kind }) => kind)).toEqual([
      'api',
      'request',
      'api',
    ])
  })

  it('shows the recovery of a demo client as a picture', async () => {
    const { emulator, post, text } = await setup()
    const daemon = { client: `app-${emulator.objectId('daemon')}`, call: 'read' }
    await post('send', daemon)
    expect(await text()).not.toContain('<figure')
    await post('revoke', { who: 'daemon' })
    await post('send', daemon)
    expect(await text()).toContain('One call was refused (401, revocation). One token request')
  })

  it('tenant.json is the tenant as it is now, with the same ids', async () => {
    const { emulator, post, get } = await setup()
    await post('move', { who: user, country: 'JP' })
    const options = await (await get('/admin/tenant.json')).json()
    const again = await startEmulator({ ...options, port: false })
    const next = await (await again.fetch(new Request(`${again.url}/admin/tenant.json`))).json()
    expect(next).toEqual(options)
    expect(options.users[user].location.country).toBe('JP')
    for (const name of [user, 'daemon']) expect(again.objectId(name)).toBe(emulator.objectId(name))
    expect(again.msalConfig('spa')).toEqual(emulator.msalConfig('spa'))
    expect(again.policies.list()).toEqual(emulator.policies.list())
    await again.close()
  })

  it('reset makes users, apps, policies, faults and the delay what they were', async () => {
    const { emulator, post, get } = await setup()
    const before = await (await get('/admin/tenant.json')).json()
    await post('password', { who: user, password: 'another' })
    await post('risk', { who: user, level: 'high' })
    await post('disable-app', { who: 'daemon' })
    await post('add-policy', { grant: 'block' })
    await post('delay', { delay: '15m' })
    await post('fault', { kind: '503', endpoint: 'keys', times: '3' })
    await post('reset')
    expect(await (await get('/admin/tenant.json')).json()).toEqual(before)
    expect((await emulator.fetch(new Request(emulator.jwksUri))).status).toBe(200)
    expect(emulator.msalConfig('daemon')).toBeDefined()
  })

  it('the journal is cleared, and goes on with the next number', async () => {
    const { emulator, post, get, text } = await setup()
    await emulator.fetch(new Request(emulator.jwksUri))
    await post('clear')
    expect(await (await get('/admin/journal.json')).json()).toEqual([])
    await emulator.fetch(new Request(emulator.jwksUri))
    expect(await text()).toContain('id="entry-2"')
  })

  it('a silent sign-in that needs a person is no failure', async () => {
    const { emulator, driver, text } = await setup()
    const { clientId } = emulator.msalConfig('cli').auth
    const query = `client_id=${clientId}&response_type=code&scope=openid&prompt=none&redirect_uri=http://localhost/x`
    await driver.open(`${emulator.url}/common/oauth2/v2.0/authorize?${query}`)
    expect(await text()).toMatch(/class="entry note">(?:(?!<\/li>).)*login_required/s)
  })

  it('is no part of what Entra was asked', async () => {
    const { emulator, get, post } = await setup()
    await get()
    await get('/admin/nothing')
    await post('revoke', { who: user })
    expect(emulator.journal.entries()).toEqual([])
  })

  it('what is not there is not found', async () => {
    const { get, post } = await setup()
    expect((await get('/admin/nothing')).status).toBe(404)
    expect((await post('constructor')).status).toBe(404)
  })

  it('says how to get a demo API when there is none', async () => {
    const { api, text } = await setup()
    expect(await text()).toContain('GET /orders')
    await api.close()
    expect(await text()).toContain('startOrdersApi(emulator)')
  })
})
