import { readFileSync } from 'node:fs'
import {
  authContext,
  type CaeEvent,
  type ClaimsRequest,
  ConfigurationError,
  createCaeFetch,
  InvalidClaimsError,
  readClaimsChallenge,
} from '@caefetch/core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { claimsChallenge } from './claims-challenge.ts'
import type { ChallengeDialect, ClaimsChallengeOptions } from './options.ts'
import { revocation } from './revocation.ts'

const corpus: { id: string; header: string }[] = JSON.parse(
  readFileSync(new URL('../../../../test/conformance/challenges.json', import.meta.url), 'utf8'),
)

/** A header as a real server or a peer's test sends it. */
function golden(id: string): string {
  const row = corpus.find((each) => each.id === id)
  if (!row) throw new Error(`The corpus has no ${id}.`)
  return row.header
}

const headerOf = (options?: ClaimsChallengeOptions): string | null =>
  claimsChallenge(options).headers.get('www-authenticate')

const location: ClaimsRequest = {
  access_token: {
    nbf: { essential: true, value: '1610563006' },
    xms_rp_ipaddr: { value: '1.2.3.4' },
  },
}
const outdated: ClaimsRequest = {
  access_token: {
    nbf: { essential: true, value: '1726077595' },
    xms_caeerror: { value: '10012' },
  },
}

describe('claimsChallenge writes, byte for byte,', () => {
  const rows: [title: string, id: string, options: ClaimsChallengeOptions][] = [
    ['the example of the documentation', 'c064', { claims: authContext('cp1') }],
    ['its earlier example', 'c077', { claims: authContext('c1') }],
    [
      'the challenge of another cloud',
      'c078',
      {
        claims: authContext('cp1'),
        authorizationUri: 'https://login.partner.microsoftonline.cn/common/oauth2/authorize',
      },
    ],
    [
      "Azure Resource Manager's challenge for MFA",
      'c079',
      { claims: { access_token: { acrs: { essential: true, values: ['p1'] } } } },
    ],
    ["Graph's challenge", 'c072', { dialect: 'graph', claims: revocation(1702682181) }],
    ["Graph's challenge of 2022", 'c070', { dialect: 'graph2022', claims: revocation(1657834417) }],
    [
      "Graph's two challenges in one header",
      'c005',
      { dialect: 'graphPop', claims: revocation(1726258122) },
    ],
    [
      "Azure Resource Manager's challenge",
      'c011',
      { dialect: 'arm', claims: revocation(1603742800) },
    ],
    ['the challenge of an IP policy', 'c059', { dialect: 'ipPolicy', claims: location }],
    ["Key Vault's challenge", 'c004', { dialect: 'keyVault', claims: outdated }],
    ["Key Vault's default challenge", 'c004', { dialect: 'keyVault' }],
    ["RFC 9470's first example", 'c099', { dialect: 'rfc9470', acrValues: ['myACR'] }],
    ["RFC 9470's second example", 'c100', { dialect: 'rfc9470', maxAge: 5 }],
  ]
  it.each(rows)('%s (%s)', (_title, id, options) => {
    expect(headerOf(options)).toBe(golden(id))
  })

  it('what is on record of Dataverse, and the claims after it', () => {
    const header = headerOf({
      dialect: 'dataverse',
      authorizationUri:
        'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/authorize',
      resourceId: 'https://org1e971638.crm4.dynamics.com/',
      claims: authContext('cp1'),
    })
    expect(header).toBe(
      `${golden('c052')}, ${golden('c064').slice(golden('c064').indexOf('error='))}`,
    )
  })

  it("Microsoft.Identity.Web's raw JSON", () => {
    const header = headerOf({
      dialect: 'identityWeb403',
      consentUri: 'https://login.microsoftonline.com/consent',
      scopes: ['a', 'b'],
      claims: authContext('c1'),
    })
    expect(header).toBe(
      'Bearer consentUri="https://login.microsoftonline.com/consent", claims="{"access_token":{"acrs":{"essential":true,"value":"c1"}}}", scopes="a,b", proposedAction="consent"',
    )
  })
})

const answerable: [dialect: Exclude<ChallengeDialect, 'rfc9470'>, status: number][] = [
  ['entra', 401],
  ['graph', 401],
  ['graph2022', 401],
  ['graphPop', 401],
  ['arm', 401],
  ['ipPolicy', 401],
  ['keyVault', 401],
  ['dataverse', 401],
  ['identityWeb403', 403],
]

describe.each(answerable)('the dialect %s', (dialect, status) => {
  it('asks for a later token by default', () => {
    const found = readClaimsChallenge(claimsChallenge({ dialect }))
    expect(found).toMatchObject({ status, claims: revocation() })
  })

  it.each<[title: string, claims: ClaimsRequest]>([
    ['an authentication context', authContext('c1', 'c2')],
    ['commas, quotes and braces in a value', authContext('a, "b" {c} \\"d\\", e')],
    ['text beyond ASCII', { access_token: { name: { value: 'Zoë 😀 — “é”' } } }],
    ['nothing in particular', { access_token: {} }],
    ['a claim that is null', { access_token: { foo: null }, id_token: { bar: null } }],
  ])('carries claims with %s', (_title, claims) => {
    expect(readClaimsChallenge(claimsChallenge({ dialect, claims }))?.claims).toEqual(claims)
  })

  it('refuses claims that are no claims request', () => {
    const claims = { access_token: 'c1' } as unknown as ClaimsRequest
    expect(() => claimsChallenge({ dialect, claims })).toThrow(InvalidClaimsError)
  })
})

describe("RFC 9470's dialect", () => {
  it('has no claims to read', () => {
    const response = claimsChallenge({ dialect: 'rfc9470' })
    expect(response.status).toBe(401)
    expect(readClaimsChallenge(response)).toBeUndefined()
  })

  it('asks for a level and for recency at once', () => {
    expect(headerOf({ dialect: 'rfc9470', acrValues: ['c1', 'c2'], maxAge: 0 })).toBe(
      'Bearer error="insufficient_user_authentication", error_description="A different authentication level is required", acr_values="c1 c2", max_age="0"',
    )
  })
})

describe('claimsChallenge', () => {
  it('takes another status', () => {
    expect(claimsChallenge({ status: 403 }).status).toBe(403)
    expect(claimsChallenge({ dialect: 'identityWeb403', status: 401 }).status).toBe(401)
  })

  it('has an error as JSON for a body, or the body that is given', async () => {
    const response = claimsChallenge()
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toHaveProperty('error.code', 'InvalidAuthenticationToken')
    expect(await claimsChallenge({ body: 'no' }).text()).toBe('no')
    expect(claimsChallenge({ body: null }).body).toBeNull()
  })

  it('exposes the header to pages, or hides it as browsers do', () => {
    const exposed = claimsChallenge()
    expect(exposed.headers.get('access-control-expose-headers')).toBe('WWW-Authenticate')
    const hidden = claimsChallenge({ cors: 'hidden' })
    expect(hidden).toMatchObject({ status: 401, type: 'cors' })
    expect([...hidden.headers.keys()]).toEqual(['content-type'])
  })

  it('hidden, gets a word from caefetch that CORS is at fault', async () => {
    const events: CaeEvent[] = []
    const caeFetch = createCaeFetch(
      { getToken: async () => ({ token: 't1' }) },
      {
        resources: { 'https://api.contoso.com/': ['orders.read'] },
        fetch: async () => claimsChallenge({ cors: 'hidden' }),
        onEvent: (event) => events.push(event),
      },
    )
    expect((await caeFetch('https://api.contoso.com/')).status).toBe(401)
    expect(events).toMatchObject([{ type: 'diagnostic', code: 'challenge_hidden_by_cors' }])
  })

  it('is the same each time, and a new response each time', () => {
    expect(headerOf()).toBe(headerOf({ dialect: 'entra', claims: revocation() }))
    expect(claimsChallenge()).not.toBe(claimsChallenge())
  })

  it.each<[title: string, options: object, names: RegExp]>([
    ['dialect', { dialect: 'klingon' }, /dialect "klingon" is none of entra, graph/],
    ['dialect that every object has', { dialect: 'toString' }, /dialect "toString"/],
    ['status', { status: 400 }, /status 400 is none of 401, 403/],
    ['cors', { cors: 'maybe' }, /cors "maybe" is none of exposed, hidden/],
  ])('refuses an unknown %s by name', (_title, options, names) => {
    expect(() => claimsChallenge(options)).toThrow(ConfigurationError)
    expect(() => claimsChallenge(options)).toThrow(names)
  })

  it('lets only options of the dialect be written', () => {
    expectTypeOf<{ dialect: 'rfc9470'; acrValues: ['c1'] }>().toExtend<ClaimsChallengeOptions>()
    expectTypeOf<{ dialect: 'klingon' }>().not.toExtend<ClaimsChallengeOptions>()
    // @ts-expect-error The dialect has no claims.
    claimsChallenge({ dialect: 'rfc9470', claims: revocation() })
    // @ts-expect-error Only RFC 9470 has levels.
    claimsChallenge({ dialect: 'graph', acrValues: ['c1'] })
  })
})
