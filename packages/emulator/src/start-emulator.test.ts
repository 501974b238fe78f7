import { connect } from 'node:net'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { startEmulator } from './start-emulator.ts'

const scopes = ['api://orders/.default']
const daemon = { client: 'daemon', scopes }

describe('start emulator', () => {
  it('a ready tenant is there without options, on a free port of loopback', async () => {
    await using emulator = await startEmulator()
    expect(emulator.url).toMatch(/^http:\/\/localhost:\d+$/)
    expect(emulator.policies.list()).toMatchObject([{ authContexts: ['c1'], grant: ['mfa'] }])
    for (const client of ['spa', 'daemon', 'cli', 'web-api']) {
      expect(emulator.msalConfig(client).auth.authority).toBe(
        `https://login.microsoftonline.com/${emulator.tenantId}`,
      )
    }
  })

  it('any number of them live side by side, each with its own state and the same ids', async () => {
    await using first = await startEmulator()
    await using second = await startEmulator()
    expect(first.url).not.toBe(second.url)
    expect(first.msalConfig('spa').auth.clientId).toBe(second.msalConfig('spa').auth.clientId)
    const token = await first.accessToken(daemon)
    const keys = createRemoteJWKSet(new URL(second.jwksUri))
    await expect(jwtVerify(token, keys)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' })
    await first.revokeSessions('daemon')
    expect(second.journal.entries({ endpoint: 'token' })).toEqual([])
  })

  it('closing frees the port, cuts open connections, and can be done twice', async () => {
    const emulator = await startEmulator()
    const socket = connect(Number(new URL(emulator.url).port), '127.0.0.1')
    await new Promise((resolve) => socket.once('connect', resolve))
    const closed = new Promise((resolve) => socket.once('close', resolve))
    await emulator.close()
    await closed
    await emulator[Symbol.asyncDispose]()
    await expect(fetch(emulator.url)).rejects.toThrow('fetch failed')
  })

  it('no server is left behind', async () => {
    const servers = () =>
      process.getActiveResourcesInfo().filter((each) => each === 'TCPServerWrap')
    const before = servers().length
    const emulator = await startEmulator({ propagationDelay: '15m' })
    expect(servers()).toHaveLength(before + 1)
    await emulator.revokeSessions('daemon')
    await emulator.close()
    await vi.waitFor(() => expect(servers()).toHaveLength(before))
  })

  it('keys rotate; a key that is retired no longer verifies', async () => {
    await using emulator = await startEmulator({ port: false })
    const keys = () =>
      createRemoteJWKSet(new URL(emulator.jwksUri), {
        [customFetch]: (url, init) => emulator.fetch(new Request(url, init)),
      })
    const before = await emulator.accessToken(daemon)
    await emulator.rotateKeys()
    const after = await emulator.accessToken(daemon)
    expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid)
    await jwtVerify(before, keys())
    await jwtVerify(after, keys())
    await emulator.rotateKeys({ retire: true })
    await expect(jwtVerify(before, keys())).rejects.toThrow()
  })

  it('object ids are those of the tokens', async () => {
    await using emulator = await startEmulator({ port: false })
    const user = 'mfa-user@contoso.test'
    const mine = decodeJwt(await emulator.accessToken({ client: 'spa', user, scopes }))
    expect(mine.oid).toBe(emulator.objectId(user))
    expect(decodeJwt(await emulator.accessToken(daemon)).oid).toBe(emulator.objectId('daemon'))
    expect(() => emulator.objectId('nobody')).toThrow('there is no user or app "nobody"')
  })

  it('names that nobody has are refused', async () => {
    await using emulator = await startEmulator({ port: false })
    expect(() => emulator.msalConfig('nobody')).toThrow('there is no app "nobody"')
    expect(() => emulator.msalConfig('demon')).toThrow('(did you mean "daemon"?)')
    expect(() => emulator.audience('api://order')).toThrow('(did you mean "api://orders"?)')
    await expect(emulator.revokeSessions('mfa-usr@contoso.test')).rejects.toThrow(
      '(did you mean "mfa-user@contoso.test"?)',
    )
    expect(() => emulator.audience('api://x')).toThrow('there is no resource "api://x"')
    expect(() => emulator.approveDeviceCode('x', 'nobody')).toThrow('there is no user "nobody"')
    await expect(emulator.accessToken({ client: 'x', scopes })).rejects.toThrow('no app "x"')
    await expect(emulator.accessToken({ ...daemon, user: 'x' })).rejects.toThrow('no user "x"')
  })

  it('over https MSAL discovers it like any authority, once the certificate is trusted', async () => {
    await using emulator = await startEmulator({ https: true })
    const config = emulator.msalConfig('daemon')
    expect(config.auth).toMatchObject({
      authority: `${emulator.url}/${emulator.tenantId}`,
      knownAuthorities: [new URL(emulator.url).host],
    })
    const ask = () =>
      new ConfidentialClientApplication(config).acquireTokenByClientCredential({ scopes })
    await expect(ask()).rejects.toMatchObject({ errorCode: 'endpoints_resolution_error' })
    emulator.certificate?.trust()
    await expect(ask()).resolves.toMatchObject({ tokenType: 'Bearer' })
    expect(emulator.journal.entries().map(({ endpoint }) => endpoint)).toEqual([
      'openid-configuration',
      'token',
    ])
  })

  it('v1 tokens name the API by its URI', async () => {
    await using emulator = await startEmulator({
      port: false,
      apps: { job: { secret: 'x' }, api: { resource: { uri: 'api://old', tokenVersion: 1 } } },
    })
    const token = await emulator.accessToken({ client: 'job', scopes: ['api://old/.default'] })
    const { payload } = await jwtVerify(
      token,
      createRemoteJWKSet(new URL(emulator.jwksUri), {
        [customFetch]: (url, init) => emulator.fetch(new Request(url, init)),
      }),
      { issuer: `https://sts.windows.net/${emulator.tenantId}/`, audience: 'api://old' },
    )
    expect(payload).toMatchObject({ ver: '1.0', appid: expect.any(String) })
    expect(emulator.audience('api://old')).toBe('api://old')
  })
})
