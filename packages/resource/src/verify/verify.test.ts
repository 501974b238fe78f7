import { afterEach, describe, expect, it, vi } from 'vitest'
import { claimsOf, refusalOf } from '../guard/verdict.fixture.ts'
import { createGuard } from '../index.ts'
import {
  call,
  keySet,
  noon,
  otherTenant,
  setGuard,
  sign,
  tenant,
  userClaims,
  v1,
  v2,
} from '../issuer.fixture.ts'

afterEach(() => {
  vi.useRealTimers()
})

const third = '44444444-4444-4444-8444-444444444444'

describe('whose tokens are taken', () => {
  it.each([
    ['v2.0', userClaims()],
    ['v1.0', userClaims({ iss: v1(tenant), ver: '1.0', azp: undefined, appid: 'a-client' })],
    ['an application with a role', userClaims({ idtyp: 'app', scp: undefined, roles: ['All'] })],
    ['one within the clocks’ difference', userClaims({ exp: noon - 59, nbf: noon + 59 })],
  ])('%s', async (_what, claims) => {
    const { guard } = setGuard()
    expect(claimsOf(await guard.check(call(await sign(claims))))).toMatchObject({ tid: tenant })
  })

  it.each([
    ['api://orders', 'api://orders/'],
    ['api://orders/', 'api://orders'],
    ['33333333-3333-4333-8333-333333333333', 'api://33333333-3333-4333-8333-333333333333'],
    ['api://33333333-3333-4333-8333-333333333333', '33333333-3333-4333-8333-333333333333'],
  ])('with the audience %s, tokens for %s', async (audience, aud) => {
    const { guard } = setGuard({ audience })
    expect(claimsOf(await guard.check(call(await sign(userClaims({ aud }))))).aud).toBe(aud)
  })

  it.each([
    ['a list', [tenant, otherTenant]],
    ['a list in capitals', [tenant.toUpperCase(), otherTenant.toUpperCase()]],
    ['a function', (tid: string) => tid !== third],
    ['a slow function', async (tid: string) => tid !== third],
  ])('by %s of tenants', async (_what, tenantId) => {
    const { guard } = setGuard({ tenantId })
    const status = async (tid: string) => {
      const verdict = await guard.check(call(await sign(userClaims({ tid, iss: v2(tid) }))))
      return verdict.ok ? 200 : verdict.response.status
    }
    expect(await Promise.all([tenant, otherTenant, third].map(status))).toEqual([200, 200, 401])
  })

  it('of another issuer, by configuration', async () => {
    const issuer = 'https://idp.example/'
    const { guard } = setGuard({
      tenantId: undefined,
      audience: 'https://api.example',
      issuer,
      jwksUri: 'https://idp.example/keys',
    })
    const claims = { iss: issuer, aud: 'https://api.example', iat: noon, exp: noon + 60 }
    const more = { sub: 'someone', scope: 'read write', jti: 'a-token', client_id: 'c' }
    const verdict = await guard.check(call(await sign({ ...claims, ...more }, { typ: 'at+jwt' })))
    expect(verdict).toMatchObject({
      caller: { objectId: 'someone', scopes: ['read', 'write'], tokenId: 'a-token', kind: 'user' },
    })
    const foreign = await sign({ ...claims, ...more, iss: 'https://idp.example' })
    expect((await refusalOf(await guard.check(call(foreign)))).status).toBe(401)
  })
})

describe('what a token says', () => {
  const callerOf = async (more: Record<string, unknown>) => {
    const verdict = await setGuard().guard.check(call(await sign(userClaims(more))))
    return verdict.ok ? verdict.caller : undefined
  }

  it.each([
    [['cp1'], true],
    [['CP1', 'llt'], true],
    ['cp1', true],
    ['Cp1', true],
    ['llt cp1', true],
    [['cp2'], false],
    ['cp10', false],
    ['', false],
    [[], false],
    [undefined, false],
  ])('xms_cc %j: the client is capable: %s', async (xms_cc, isCapable) => {
    expect(await callerOf({ xms_cc })).toMatchObject({ isCapable })
  })

  it.each([
    [{ scp: 'a b' }, { scopes: ['a', 'b'], kind: 'user' }],
    [{ roles: ['A'] }, { roles: ['A'], kind: 'user' }],
    [
      { scp: undefined, roles: ['A'] },
      { scopes: [], roles: ['A'], kind: 'app' },
    ],
    [{ acrs: ['c1', 'c2'] }, { authContexts: ['c1', 'c2'] }],
    [{ acrs: 'c1' }, { authContexts: ['c1'] }],
    [{ azp: undefined, appid: 'an-app' }, { clientId: 'an-app' }],
    [{ xms_ssm: '1' }, { isCaeSession: true }],
    [{ xms_ssm: '0' }, { isCaeSession: false }],
    [{}, { isCaeSession: undefined, objectId: 'user-of-contoso', tokenId: 'token-of-contoso' }],
    [{ xms_rl: { any: ['thing'] } }, { claims: { xms_rl: { any: ['thing'] } } }],
  ])('%j is read as %j', async (more, caller) => {
    expect(await callerOf(more)).toMatchObject(caller)
  })

  it('cannot be changed for the next request', async () => {
    const caller = await callerOf({ nested: { list: [1] } })
    if (!caller) throw new Error('The call was refused.')
    const { nested } = caller.claims as { nested?: { list: number[] } }
    const scopes = caller.scopes as string[]
    expect(nested?.list).toEqual([1])
    expect(() => nested?.list.push(2)).toThrow(TypeError)
    expect(() => Object.assign(caller, { isCapable: true })).toThrow(TypeError)
    expect(() => scopes.push('x')).toThrow(TypeError)
  })
})

describe('a verified token', () => {
  it('is verified once, until it expires', async () => {
    let seconds = noon
    const asked: string[] = []
    const { guard } = setGuard({
      now: () => seconds * 1000,
      tenantId: (tid) => asked.push(tid) > 0,
      cacheAge: 10_000,
    })
    const request = call(await sign(userClaims()))
    expect((await guard.check(request)).ok).toBe(true)
    expect((await guard.check(request)).ok).toBe(true)
    expect(asked).toHaveLength(1)
    seconds = noon + 3600 + 59
    expect((await guard.check(request)).ok).toBe(true)
    expect(asked).toHaveLength(1)
    seconds = noon + 3600 + 60
    const { error, description } = await refusalOf(await guard.check(request))
    expect([error, description]).toEqual(['invalid_token', 'The access token has expired.'])
  })

  it('is verified again after a while, so that a withdrawn key dies', async () => {
    vi.useFakeTimers({ now: noon * 1000, toFake: ['Date'] })
    let keys = () => keySet()
    const { guard } = setGuard({ now: Date.now, fetch: () => keys() })
    const request = call(await sign(userClaims()))
    expect((await guard.check(request)).ok).toBe(true)
    keys = () => keySet({ kid: 'key-2' })
    vi.setSystemTime((noon + 601) * 1000)
    await guard.check(request)
    vi.setSystemTime((noon + 1202) * 1000)
    expect((await refusalOf(await guard.check(request))).error).toBe('invalid_token')
  })

  it('makes way when too many others come', async () => {
    const asked: string[] = []
    const { guard } = setGuard({ cacheSize: 2, tenantId: (tid) => asked.push(tid) > 0 })
    const tokens = await Promise.all(['a', 'b', 'c'].map((uti) => sign(userClaims({ uti }))))
    for (const token of [...tokens, ...tokens]) await guard.check(call(token))
    expect(asked).toHaveLength(6)
  })
})

describe('the keys of the issuer', () => {
  it.each([
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed'))],
    ['are an error', async () => new Response('', { status: 500 })],
    ['are no keys', async () => Response.json({ nothing: 'here' })],
  ])('that %s: the answer is 503, not that the token is bad', async (_what, fetch) => {
    const { guard, events } = setGuard({ fetch })
    const verdict = await guard.check(call(await sign(userClaims())))
    if (verdict.ok) throw new Error('The call was let in.')
    expect(verdict.response.status).toBe(503)
    expect(verdict.response.headers.get('retry-after')).toBe('5')
    expect(verdict.response.headers.has('www-authenticate')).toBe(false)
    expect(events).toMatchObject([{ reason: 'unavailable' }])
  })

  it('do for a day when no new ones can be had', async () => {
    vi.useFakeTimers({ now: noon * 1000, toFake: ['Date'] })
    let keys = keySet as () => Promise<Response>
    const { guard } = setGuard({ now: Date.now, fetch: () => keys() })
    const statusAt = async (seconds: number, header = {}) => {
      vi.setSystemTime(seconds * 1000)
      const claims = userClaims({ iat: seconds, nbf: seconds, exp: seconds + 60 })
      const verdict = await guard.check(call(await sign(claims, header)))
      return verdict.ok ? 200 : verdict.response.status
    }
    expect(await statusAt(noon)).toBe(200)
    keys = () => Promise.reject(new TypeError('fetch failed'))
    expect(await statusAt(noon + 3600)).toBe(200)
    expect(await statusAt(noon + 3600, { kid: 'key-2' })).toBe(503)
    expect(await statusAt(noon + 3600, { stranger: true })).toBe(401)
    expect(await statusAt(noon + 86_400)).toBe(503)
  })

  it('are fetched again for a new key id', async () => {
    let kid = 'key-1'
    const { guard } = setGuard({ keyCooldown: 0, fetch: () => keySet({ kid }) })
    expect((await guard.check(call(await sign(userClaims())))).ok).toBe(true)
    kid = 'key-2'
    const token = await sign(userClaims({ uti: 'other' }), { kid })
    expect((await guard.check(call(token))).ok).toBe(true)
  })

  it('of Entra are where the tenants’ are', async () => {
    const asked: string[] = []
    const fetch = (request: Request) => {
      asked.push(request.url)
      return keySet()
    }
    for (const tenantId of [tenant, [tenant, otherTenant], () => true]) {
      const now = () => noon * 1000
      const guard = createGuard({ tenantId, audience: 'api://x', fetch, now })
      await guard.check(call(await sign(userClaims())))
    }
    expect(asked).toEqual(
      [tenant, 'common', 'common'].map(
        (name) => `https://login.microsoftonline.com/${name}/discovery/v2.0/keys`,
      ),
    )
  })
})
