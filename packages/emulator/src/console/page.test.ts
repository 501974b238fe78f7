import { describe, expect, it } from 'vitest'
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
