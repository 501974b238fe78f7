import { describe, expect, it } from 'vitest'
import { createClock } from '../clock.ts'
import { createIds } from '../ids.ts'
import { readPlan } from '../read-plan.ts'
import { createSessions } from '../sign-in/sessions.ts'
import { createDirectory } from '../tenant/directory.ts'
import type { App, Resource, User } from '../tenant/model.ts'
import { readClaims } from './claims-demand.ts'
import { type Access, evaluate, metContexts } from './evaluate.ts'
import { createPolicies } from './policies.ts'
import type { PolicyOptions } from './policy.ts'

const noon = Date.parse('2026-03-01T12:00:00Z')

function setup(policies: PolicyOptions[]) {
  const directory = createDirectory(readPlan())
  const sessions = createSessions(createClock(noon), createIds('x'))
  const resource = directory.resource('api://orders') as Resource
  const user = (name: string): User => directory.user(`${name}@contoso.test`) as User
  const access = (more: Partial<Access> & { claims?: object; as?: string; mfa?: boolean }) => ({
    client: directory.app('spa') as App,
    resource,
    session: sessions.start(user(more.as ?? 'mfa-user'), { mfa: more.mfa ?? false }),
    demand: readClaims(more.claims && JSON.stringify({ access_token: more.claims })),
    now: noon,
    ...more,
  })
  const decide = (more: Parameters<typeof access>[0] = {}): string => {
    const decision = evaluate(createPolicies(policies, directory), access(more))
    return decision.granted ? 'granted' : `${decision.need} ${decision.error.details.code}`
  }
  return { decide, access, user, directory, policies: createPolicies(policies, directory) }
}

const c1 = { acrs: { essential: true, value: 'c1' } }
const mfaForC1: PolicyOptions = { name: 'c1', authContexts: ['c1'], grant: ['mfa'] }

describe('evaluate', () => {
  it('an authentication context asks for what its policies ask for', () => {
    const { decide } = setup([mfaForC1])
    expect(decide()).toBe('granted')
    expect(decide({ claims: c1 })).toBe('mfa 50076')
    expect(decide({ claims: c1, mfa: true })).toBe('granted')
    expect(decide({ claims: c1, as: 'plain-user' })).toBe('enrol 50079')
    expect(decide({ claims: { acrs: { essential: true, value: 'c9' } } })).toBe('granted')
  })

  it('an application cannot show a second factor', () => {
    const { decide } = setup([mfaForC1])
    expect(decide({ claims: c1, session: undefined })).toBe('mfa 50076')
  })

  it('the error carries claims that would mend it', () => {
    const { access, policies } = setup([mfaForC1])
    const decision = evaluate(policies, access({ claims: c1 }))
    expect(decision.granted ? undefined : decision.error.details.claims).toEqual({
      access_token: {
        acrs: { essential: true, value: 'c1' },
        capolids: { essential: true, values: [policies.list()[0]?.id] },
      },
    })
  })

  it('policies by id are met even where they are not in force', () => {
    const { decide, policies } = setup([mfaForC1])
    const values = policies.list().map(({ id }) => id)
    expect(decide({ claims: { capolids: { essential: true, values } } })).toBe('mfa 50076')
  })

  it.each<[string, Partial<PolicyOptions>, string]>([
    ['everyone and everything', {}, 'mfa 50076'],
    ['this user', { users: ['mfa-user@contoso.test'] }, 'mfa 50076'],
    ['another user', { users: ['plain-user@contoso.test'] }, 'granted'],
    ['all but this user', { excludeUsers: ['mfa-user@contoso.test'] }, 'granted'],
    ['this client', { clients: ['spa'] }, 'mfa 50076'],
    ['another client', { clients: ['cli'] }, 'granted'],
    ['this resource', { resources: ['api://orders'] }, 'mfa 50076'],
    ['another resource', { resources: ['api://web-api'] }, 'granted'],
    ['users at risk', { risk: ['high'] }, 'granted'],
    ['users here', { locations: { include: ['NL'] } }, 'mfa 50076'],
    ['users elsewhere', { locations: { exclude: ['NL'] } }, 'granted'],
    ['nobody, being disabled', { enabled: false }, 'granted'],
  ])('a policy for %s', (_, policy, expected) => {
    const { decide } = setup([{ name: 'policy', grant: ['mfa'], ...policy }])
    expect(decide()).toBe(expected)
  })

  it('the hardest need is named', () => {
    const { decide, user } = setup([
      { name: 'mfa', grant: ['mfa', 'compliantDevice'] },
      { name: 'block', grant: 'block', risk: ['high'] },
    ])
    user('mfa-user').deviceCompliant = false
    expect(decide()).toBe('device 53000')
    user('mfa-user').risk = 'high'
    expect(decide()).toBe('block 53003')
  })

  it('a sign-in grows too old', () => {
    const { decide } = setup([{ name: 'often', signInFrequency: '1h' }])
    expect(decide({ now: noon + 3_600_000 })).toBe('granted')
    expect(decide({ now: noon + 3_600_001 })).toBe('sign-in 70043')
  })

  it('nbf asks for a sign-in as late as that', () => {
    const { decide } = setup([])
    const nbf = (at: number) => ({ nbf: { essential: true, value: String(at) } })
    expect(decide({ claims: nbf(noon / 1000) })).toBe('granted')
    expect(decide({ claims: nbf(noon / 1000 + 1) })).toBe('sign-in 50173')
    expect(decide({ claims: nbf(noon / 1000 + 1), session: undefined })).toBe('granted')
  })

  it('the address that the resource saw counts as a location', () => {
    const { decide } = setup([{ name: 'home', locations: { exclude: ['NL'] }, grant: 'block' }])
    expect(decide({ claims: { xms_rp_ipaddr: { value: '203.0.113.7' } } })).toBe('granted')
    expect(decide({ claims: { xms_rp_ipaddr: { value: '198.51.100.9' } } })).toBe('block 53003')
  })

  it('workloads are bound by policies that name them', () => {
    const { decide, directory } = setup([{ name: 'w', workloads: ['daemon'], grant: 'block' }])
    const daemon = directory.app('daemon') as App
    expect(decide({ session: undefined, client: daemon })).toBe('block 53003')
    expect(decide({ session: undefined })).toBe('granted')
  })

  it('met contexts: those without a policy, and those whose policies are met', () => {
    const { access, policies } = setup([mfaForC1])
    expect(metContexts(policies, access({}), ['c1', 'c2'])).toEqual(['c2'])
    expect(metContexts(policies, access({ mfa: true }), ['c1', 'c2'])).toEqual(['c1', 'c2'])
  })
})
