import { describe, expect, it } from 'vitest'
import { createRevocations, type Verdict } from '../index.ts'
import { api, call, noon, setGuard, sign, tenant, userClaims } from '../issuer.fixture.ts'

// What the operator is told of a refusal, and the caller, word by word: alerts and people depend on them.

const now = () => noon * 1000
async function bodyOf(verdict: Verdict) {
  if (verdict.ok) throw new Error('It was let in.')
  const { status, headers } = verdict.response
  return {
    status,
    body: await verdict.response.json(),
    retryAfter: headers.get('retry-after'),
    header: headers.get('www-authenticate'),
  }
}

describe('a refusal', () => {
  it('for want of a token', async () => {
    const { guard, events } = setGuard()
    const { status, body } = await bodyOf(await guard.check(new Request('https://api.test')))
    expect(events).toMatchObject([{ reason: 'no_token', detail: 'The call has no bearer token.' }])
    expect(status).toBe(401)
    expect(JSON.stringify(body)).toContain('An access token is needed.')
  })

  it('of a header that is none', async () => {
    const { guard, events } = setGuard()
    const { status } = await bodyOf(await guard.check(call('a b')))
    expect(events).toMatchObject([{ reason: 'malformed_header' }])
    expect(status).toBe(400)
  })

  it('for want of a permission, whatever else is wanting', async () => {
    const { guard, events } = setGuard()
    const token = await sign(userClaims())
    const verdict = await guard.check(call(token), { scopes: ['orders.write'], authContext: 'c1' })
    const { status, header } = await bodyOf(verdict)
    const detail = 'The scope orders.write is needed.'
    expect(events).toMatchObject([{ reason: 'missing_permission', detail }])
    expect(status).toBe(403)
    expect(header).toContain(`scope="${api}/orders.write"`)
  })

  it('for all that is outdated at once, under the first of the reasons', async () => {
    const revocations = createRevocations({ now })
    const { guard, events } = setGuard({ revocations })
    await revocations.revoke({ oid: 'user-of-contoso' })
    const token = await sign(userClaims({ auth_time: noon - 600 }))
    await guard.check(call(token), { authContext: ['c1', 'c2'], maxAge: 60 })
    expect(events).toMatchObject([
      {
        reason: 'revoked',
        detail:
          'The token was issued before it was revoked. The authentication context c1 or c2 is needed. A more recent sign-in is needed.',
      },
    ])
  })

  it.each([
    [new TypeError('down'), 'TypeError: down'],
    ['down', 'Not an error.'],
  ])('while tokens cannot be checked: %s', async (reason, detail) => {
    const down = { revoke: async () => {}, revokedAt: () => Promise.reject(reason) }
    const { guard, events } = setGuard({ revocations: down })
    const verdict = await guard.check(call(await sign(userClaims())))
    expect(events).toMatchObject([{ reason: 'unavailable', detail }])
    expect(await bodyOf(verdict)).toMatchObject({
      status: 503,
      retryAfter: '5',
      body: {
        error: 'temporarily_unavailable',
        error_description: 'Tokens cannot be checked now.',
      },
    })
  })

  it('of claims from the future, which were verified by someone else', async () => {
    const { guard, events } = setGuard({ clockTolerance: 60 })
    const claims = (iat: number) => ({ tid: tenant, oid: 'u', iat, scp: 'orders.read', azp: 'x' })
    expect((await guard.authorize(claims(noon + 60))).ok).toBe(true)
    expect((await guard.authorize(claims(noon + 61))).ok).toBe(false)
    expect(events).toMatchObject([{ reason: 'issued_in_future' }])
  })

  it('is nothing that a guard without a listener stumbles over', async () => {
    const { guard } = setGuard({ onEvent: undefined })
    expect((await guard.check(call('nonsense'))).ok).toBe(false)
  })
})

describe('a sign-in that must not be too long ago', () => {
  it.each([
    [60, true],
    [61, false],
    [undefined, false],
  ])('and was %s seconds ago: %s', async (ago, isGood) => {
    const { guard } = setGuard()
    const more = ago === undefined ? {} : { auth_time: noon - ago }
    const token = await sign(userClaims(more))
    expect((await guard.check(call(token), { maxAge: 60 })).ok).toBe(isGood)
  })
})
