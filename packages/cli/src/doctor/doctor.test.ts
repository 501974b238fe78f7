import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readyTenant, startOrdersApi } from '@caefetch/emulator'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { command, killCommands } from '../command.fixture.ts'
import { startTenant } from '../tenant.fixture.ts'
import type { Finding } from './finding.ts'

// Each of them starts a Node of its own.
vi.setConfig({ testTimeout: 90_000 })
afterAll(killCommands)

/** A server that answers every request alike. */
async function serve(status: number, headers: Record<string, string> = {}, body = '') {
  const server = createServer((_, response) => response.writeHead(status, headers).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function findings(
  args: string[],
): Promise<{ code: number | null; found: Map<string, Finding> }> {
  const { code, stdout } = await command(['doctor', ...args, '--json']).finish()
  const { findings: list } = JSON.parse(stdout)
  return { code, found: new Map(list.map((finding: Finding) => [finding.id, finding])) }
}

describe('caefetch doctor', () => {
  it('has nothing to say against the demo API, its token and its tenant', async () => {
    await using tenant = await startTenant()
    await using api = await startOrdersApi(tenant.emulator)
    const args = [
      ...['doctor', '--api', `${api.url}/orders`, '--origin', 'http://localhost:3000'],
      ...['--scope', 'api://orders/.default', '--app', 'api://orders'],
    ]
    // One app may read the tenant, and the other the API.
    const token = await tenant.run(args, tenant.asApp('daemon')).finish()
    expect(token).toMatchObject({ code: 0, stderr: '' })
    expect(token.stdout).toContain('ok   The token says that its client can be challenged')
    expect(token.stdout).toMatch(/It lives 2\d h/)
    expect(token.stdout).toContain('ok   With the token it answers 200.')
    expect(token.stdout).toMatch(
      /-- +Tenant: Microsoft Graph does not let the registration be read/,
    )
    expect(token.stdout).not.toMatch(/eyJ|daemon-secret/)

    const { code, stdout } = await tenant.run(['doctor', '--app', 'api://orders']).finish()
    expect(code).toBe(0)
    expect(stdout).toContain('ok   The registration orders asks for xms_cc.')
    expect(stdout).toMatch(/The context c1 \(.*\) is guarded\s+by "Multifactor/)
    expect(stdout).toContain('Nothing is wrong.')
  })

  it('finds an API that does not know who can be challenged, in the token and in the tenant', async () => {
    const { orders, ...apps } = readyTenant.apps
    const resource = { ...orders?.resource, uri: 'api://orders', optionalClaims: [] }
    await using tenant = await startTenant({
      apps: { ...apps, orders: { ...orders, resource } },
      policies: [],
    })
    await using api = await startOrdersApi(tenant.emulator)
    const inToken = ['doctor', '--api', `${api.url}/orders`, '--scope', 'api://orders/.default']
    const token = await tenant.run(inToken, tenant.asApp('daemon')).finish()
    expect(token.code).toBe(1)
    expect(token.stdout).toContain('FAIL The token does not say that its client can be challenged')
    const { code, stdout } = await tenant.run(['doctor', '--app', 'api://orders']).finish()
    expect(code).toBe(1)
    expect(stdout).toContain('FAIL The registration orders does not ask for xms_cc')
    expect(stdout).toContain('-> caefetch setup api api://orders --apply')
    expect(stdout).toMatch(/note The context c1 .* is guarded by no policy/)
    expect(stdout).toContain('One thing is wrong.')
  })

  it.each<[string, number, Record<string, string>, string, Finding['level']]>([
    ['answers without a token', 200, {}, 'unauthenticated', 'wrong'],
    ['redirects', 302, { location: '/login' }, 'unauthenticated', 'wrong'],
    ['answers 403', 403, {}, 'unauthenticated', 'wrong'],
    ['is not there', 404, {}, 'unauthenticated', 'wrong'],
    ['has no WWW-Authenticate', 401, {}, 'www_authenticate', 'wrong'],
    ['asks for Basic', 401, { 'www-authenticate': 'Basic realm="x"' }, 'www_authenticate', 'wrong'],
    ['names no authority', 401, { 'www-authenticate': 'Bearer' }, 'authorization_uri', 'note'],
    ['has no CORS', 401, { 'www-authenticate': 'Bearer' }, 'cors_origin', 'wrong'],
    ['exposes nothing', 401, { 'access-control-allow-origin': '*' }, 'cors_expose', 'wrong'],
    [
      'guards the preflight',
      401,
      { 'access-control-allow-origin': '*' },
      'cors_preflight',
      'wrong',
    ],
    [
      'allows no Authorization',
      200,
      { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
      'cors_preflight',
      'wrong',
    ],
  ])('finds that an API %s', async (_, status, headers, id, level) => {
    await using api = await serve(status, headers)
    const { code, found } = await findings(['--api', api.url, '--origin', 'http://localhost:3000'])
    expect(code).toBe(1)
    expect(found.get(id)).toMatchObject({ level })
    if (level === 'wrong') expect(found.get(id)?.mend).toBeTruthy()
  })

  it('finds that nobody answers, and ends with 1', async () => {
    const { url } = await (async () => {
      await using api = await serve(401)
      return api
    })()
    const { code, found } = await findings(['--api', url])
    expect(code).toBe(1)
    expect(found.get('reachable')).toMatchObject({
      level: 'wrong',
      title: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it.each<[string, string, Finding['level']]>([
    [
      '<script type="module">import "@azure/msal-browser/redirect-bridge"</script>',
      'redirect_bridge',
      'ok',
    ],
    ['<title>Contoso</title>', 'redirect_bridge', 'wrong'],
    ['<div id="root"></div>', 'redirect_bridge_is_app', 'note'],
  ])('reads the page at the redirect URI: %s', async (html, id, level) => {
    await using page = await serve(200, { 'content-type': 'text/html' }, html)
    const { found } = await findings(['--redirect-uri', page.url])
    expect(found.get(id)).toMatchObject({ level })
  })

  it('needs something to look at', async () => {
    expect(await command(['doctor']).finish()).toEqual({
      code: 2,
      stdout: '',
      stderr: 'caefetch: Say what to look at: --api, --redirect-uri or --app.\n',
    })
  })
})
