import { readFileSync } from 'node:fs'
import { encodeClaims } from '@caefetch/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recognise } from './recognise.ts'

const now = Date.UTC(2026, 2, 1)
const read = (text: string) => recognise(text, now)
const facts = (text: string) => Object.fromEntries(read(text)?.facts ?? [])
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const signature = 'c2lnbmF0dXJlLXRoYXQtaXMtYS1zZWNyZXQ'
const jwt = (claims: object) => `${encode({ alg: 'RS256' })}.${encode(claims)}.${signature}`
const seconds = now / 1000
const claims = { access_token: { acrs: { essential: true, value: 'c1' } } }

describe('a challenge', () => {
  const header = `Bearer realm="", error="insufficient_claims", claims="${encodeClaims(claims)}"`

  it.each([
    ['alone', header],
    ['with its name', `WWW-Authenticate: ${header}`],
    ['as curl -v shows it', `< www-authenticate: ${header}\r`],
    ['in a whole response', `HTTP/2 401\r\ndate: now\r\nwww-authenticate: ${header}\r\n\r\n{}`],
    ['in quotes', `'${header}'`],
    ['wrapped', header.replace(', ', ',\n   ')],
  ])('is known %s', (_, text) => {
    expect(read(text)).toMatchObject({
      kind: 'challenge',
      details: { claims },
      summary: 'A claims challenge: the API wants a token that holds acrs.',
    })
  })

  it('in several header fields is one list', () => {
    const text = `www-authenticate: Negotiate\nwww-authenticate: ${header}`
    expect(read(text)?.details.challenges).toHaveLength(2)
    expect(read(text)?.details.claims).toEqual(claims)
  })

  it('says who was revoked, and since when', () => {
    const nbf = encodeClaims({ access_token: { nbf: { essential: true, value: '1726077595' } } })
    expect(facts(`Bearer claims="${nbf}"`).nbf).toContain('2024-09-11 17:59:55 UTC')
  })

  it('without claims is told from one with claims', () => {
    expect(read('Bearer error="invalid_token"')?.summary).toContain('asks for no claims')
    expect(read('Bearer error="insufficient_scope"')?.summary).toContain('lacks a scope')
    expect(read('Bearer error="insufficient_user_authentication"')?.summary).toContain('RFC 9470')
    expect(read('Negotiate')?.summary).toContain('no claims challenge')
  })

  it('says that its claims cannot be used', () => {
    expect(facts('Bearer error="insufficient_claims", claims="ey=="').claims).toContain('neither')
  })

  const corpus: {
    id: string
    header: string
    expected: { scheme: string | null; claims?: string }
  }[] = JSON.parse(
    readFileSync(new URL('../../../../test/conformance/challenges.json', import.meta.url), 'utf8'),
  )

  it.each(corpus.map((row) => [row.id, row] as const))(
    '%s of the corpus is read as it is meant',
    (_, row) => {
      const explanation = read(`WWW-Authenticate: ${row.header}`)
      const { scheme, claims: meant = '' } = row.expected
      if (/^(bearer|d?pop)$/i.test(scheme ?? '') && meant.startsWith('{"access_token"')) {
        expect(explanation?.details.claims).toMatchObject(JSON.parse(meant))
      }
      for (const [, words] of explanation?.facts ?? []) expect(words).not.toBe('')
    },
  )
})

describe('claims', () => {
  it.each([
    ['base64', encodeClaims(claims)],
    ['base64url', encode(claims)],
    ['JSON', JSON.stringify(claims, undefined, 2)],
    ['base64 in lines', encodeClaims(claims).replace(/(.{20})/g, '$1\n')],
    [
      'the text of an error of PIM',
      `{"error":{"code":"RoleAssignmentRequestAcrsValidationFailed","message":"&claims=${encodeURIComponent(JSON.stringify(claims))}"}}`,
    ],
  ])('are known as %s', (_, text) => {
    expect(read(text)).toMatchObject({ kind: 'claims', details: { claims } })
  })
})

describe('a token', () => {
  const user = {
    aud: 'api://orders',
    scp: 'orders.read',
    azp: 'client',
    iat: seconds,
    exp: seconds + 3600,
    ver: '2.0',
  }

  it.each([
    ['alone', (token: string) => token],
    ['as a header', (token: string) => `Authorization: Bearer ${token}`],
    ['in a token response', (token: string) => JSON.stringify({ access_token: token })],
  ])('is known %s, and never shown', (_, text) => {
    const explanation = read(text(jwt(user)))
    expect(explanation?.kind).toBe('token')
    expect(JSON.stringify(explanation)).not.toContain(signature)
    expect(JSON.stringify(explanation)).not.toContain(encode(user))
  })

  it('says whom it is for, what it lets, and how long it lives', () => {
    expect(facts(jwt(user))).toMatchObject({
      for: 'api://orders',
      of: 'a user, through the client client',
      scopes: 'orders.read',
      lives: '1 h',
      expires: '2026-03-01 01:00:00 UTC, in 1 h',
    })
  })

  it('says whether its client can be challenged, in any case and form of xms_cc', () => {
    for (const xms_cc of [['CP1'], ['cp1'], 'cp1']) {
      expect(read(jwt({ ...user, xms_cc }))?.details.capable).toBe(true)
    }
    expect(read(jwt(user))?.details.capable).toBe(false)
    expect(facts(jwt(user)).capable).toMatch(/^no/)
  })

  it('says that it has expired, and of an app that it is one', () => {
    const text = jwt({ aud: 'x', roles: ['Orders.Read.All'], iat: 1, exp: 2 })
    expect(read(text)?.summary).toContain('expired')
    expect(facts(text).of).toContain('an app by itself')
  })

  it('says when to renew it', () => {
    const day = { ...user, xms_cc: ['cp1'], exp: seconds + 86_400 }
    const text = JSON.stringify({ access_token: jwt(day), refresh_in: 43_200 })
    expect(facts(text)).toMatchObject({
      lives: '24 h, as CAE tokens do',
      'renew after': '12 h (refresh_in)',
    })
  })

  it('that is encrypted is said to be', () => {
    expect(read('eyJhbGciOiJSU0EifQ.a.b.c.d')?.summary).toContain('encrypted')
  })
})

describe('an error', () => {
  it.each([
    ['AADSTS50076', 'user'],
    ['50173', 'user'],
    ['invalid_grant: AADSTS53003: Access has been blocked', 'administrator'],
    ['AADSTS7000215: Invalid client secret', 'developer'],
    ['AADSTS90033: A transient error', 'nobody'],
    ['AADSTS500133: Assertion is not within its valid time range', 'caller'],
    ['InteractionRequiredAuthError: interaction_required', 'user'],
    ['code: TokenCreatedWithOutdatedPolicies', 'user'],
  ])('%s is for the %s to mend', (text, mender) => {
    expect(read(text)).toMatchObject({ kind: 'error', details: { mender, known: true } })
  })

  it('in a body says its claims, suberror and ids', () => {
    const body = {
      error: 'interaction_required',
      error_description:
        'AADSTS50079: You must enrol. Trace ID: 11111111-a Correlation ID: 22222222-b Timestamp: 2026-03-01 12:00:00Z',
      suberror: 'basic_action',
      claims: JSON.stringify(claims),
    }
    expect(facts(JSON.stringify(body))).toMatchObject({
      code: 'AADSTS50079',
      suberror: 'basic_action',
      'correlation id': '22222222-b',
      'trace id': '11111111-a',
      timestamp: '2026-03-01 12:00:00Z',
      'asks for acrs': expect.stringContaining('c1'),
    })
  })

  it('that the table does not know says so, and where to look', () => {
    expect(read('AADSTS1234567: Something')).toMatchObject({
      summary: expect.stringContaining('not in the table'),
      details: { known: false, code: 1_234_567 },
      links: expect.arrayContaining(['https://login.microsoftonline.com/error?code=1234567']),
    })
  })
})

describe('anything else', () => {
  it.each(['', 'hello', '42', '{"a":1}', 'a.b.c', 'https://contoso.com/'])(
    '%j is not pretended to be known',
    (text) => expect(read(text)).toBeUndefined(),
  )

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void read(text)))
    const pieces = ['Bearer ', 'claims="', 'eyJ', '.', '%7B', 'AADSTS5', '"', '{', 'claims=', '\n']
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => void read(parts.join(''))),
    )
  })
})
