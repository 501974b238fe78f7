import { describe, expect, it } from 'vitest'
import { mia, pat, setup } from './graph-client.fixture.ts'

const path = '/identity/conditionalAccess/policies'
const contexts = '/identity/conditionalAccess/authenticationContextClassReferences'
const places = '/identity/conditionalAccess/namedLocations'

const stepUp = {
  displayName: 'Step-up for c2',
  state: 'enabledForReportingButNotEnforced',
  conditions: {
    clientAppTypes: ['all'],
    applications: { includeAuthenticationContextClassReferences: ['c2'] },
    users: { includeUsers: ['All'], excludeGroups: ['8a1e9a0f-0000-4000-8000-000000000001'] },
    platforms: { includePlatforms: ['all'], excludePlatforms: [] },
  },
  grantControls: { operator: 'OR', builtInControls: ['mfa'] },
}

describe('policies of Graph', () => {
  it('show what the emulator has', async () => {
    const { call } = await setup()
    expect((await call('GET', path)).body).toMatchObject({
      value: [
        {
          displayName: 'Multifactor authentication for c1',
          state: 'enabled',
          conditions: {
            applications: { includeAuthenticationContextClassReferences: ['c1'] },
            users: { includeUsers: ['All'] },
          },
          grantControls: { builtInControls: ['mfa'] },
        },
      ],
    })
  })

  it('are made in report-only, enforced, and deleted', async () => {
    const { call, emulator } = await setup()
    await call('PATCH', `${contexts}/c2`, { displayName: 'Two', isAvailable: true })
    const created = await call('POST', path, stepUp)
    expect(created).toMatchObject({ status: 201, body: stepUp })
    const one = `${path}/${created.body?.id}`
    expect((await call('GET', one)).body).toEqual(created.body)
    const policy = () => emulator.policies.list().at(-1)
    expect(policy()).toMatchObject({ enabled: false, authContexts: ['c2'], grant: ['mfa'] })
    expect((await call('PATCH', one, { state: 'enabled' })).status).toBe(204)
    expect(policy()).toMatchObject({ name: 'Step-up for c2', enabled: true })
    expect((await call('GET', one)).body).toMatchObject({ ...stepUp, state: 'enabled' })
    expect((await call('DELETE', one)).status).toBe(204)
    expect((await call('GET', one)).status).toBe(404)
    expect(emulator.policies.list()).toHaveLength(1)
  })

  it('name users, applications, workloads and risk by Graph’s ids', async () => {
    const { call, emulator } = await setup()
    await call('POST', path, {
      ...stepUp,
      state: 'enabled',
      conditions: {
        applications: { includeApplications: [emulator.audience('api://orders')] },
        users: { includeUsers: [emulator.objectId(mia)], excludeUsers: [emulator.objectId(pat)] },
        clientApplications: { includeServicePrincipals: [emulator.objectId('daemon')] },
        userRiskLevels: ['high'],
      },
      sessionControls: { signInFrequency: { value: 4, type: 'hours', isEnabled: true } },
    })
    expect(emulator.policies.list().at(-1)).toMatchObject({
      users: [mia],
      excludeUsers: [pat],
      resources: ['api://orders'],
      workloads: ['daemon'],
      risk: ['high'],
      signInFrequency: '4h',
    })
  })

  it.each<[string, object, string]>([
    ['no users', { conditions: { applications: { includeApplications: ['All'] } } }, 'whom'],
    ['no applications', { conditions: { ...stepUp.conditions, applications: {} } }, 'must name'],
    ['no controls', { grantControls: null }, 'must demand'],
    ['an unknown state', { state: 'on' }, 'state'],
    [
      'a control of another kind',
      { grantControls: { operator: 'OR', builtInControls: ['x'] } },
      'x',
    ],
    ['a context that there is not', {}, 'c2 does not exist'],
    [
      'a user who is not there',
      {
        conditions: {
          ...stepUp.conditions,
          applications: { includeApplications: ['All'] },
          users: { includeUsers: ['x'] },
        },
      },
      'The user x',
    ],
  ])('with %s are refused', async (_, changes, words) => {
    const { call, emulator } = await setup()
    const answer = await call('POST', path, { ...stepUp, ...changes })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain(words)
    expect(emulator.policies.list()).toHaveLength(1)
  })

  it('may have the same name twice', async () => {
    const { call, emulator } = await setup()
    await call('PATCH', `${contexts}/c2`, {})
    const [one, two] = [await call('POST', path, stepUp), await call('POST', path, stepUp)]
    expect(one.body?.id).not.toBe(two.body?.id)
    expect(two.body).toMatchObject({ displayName: stepUp.displayName })
    expect(emulator.policies.list()).toHaveLength(3)
  })

  it('are excluded by security defaults, and need P1', async () => {
    const { call } = await setup({ tenant: { securityDefaults: true } })
    await call('PATCH', `${contexts}/c2`, {})
    const answer = await call('POST', path, { ...stepUp, state: 'enabled' })
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('Security Defaults is enabled') } },
    })
    const defaults = '/policies/identitySecurityDefaultsEnforcementPolicy'
    await call('PATCH', defaults, { isEnabled: false })
    expect((await call('GET', defaults)).body).toMatchObject({ isEnabled: false })
    expect((await call('POST', path, { ...stepUp, state: 'enabled' })).status).toBe(201)
    const free = await setup({ tenant: { edition: 'free' } })
    expect((await free.call('POST', path, stepUp)).status).toBe(403)
  })
})

describe('authentication contexts of Graph', () => {
  it('are made by their id, and are in tokens from then on', async () => {
    const { call, emulator } = await setup()
    expect((await call('PATCH', `${contexts}/c7`, { displayName: 'Seven' })).status).toBe(204)
    expect((await call('GET', contexts)).body).toMatchObject({
      value: [
        { id: 'c1', displayName: 'Multifactor authentication', isAvailable: true },
        { id: 'c7', displayName: 'Seven', description: '', isAvailable: false },
      ],
    })
    const request = { client: 'spa', user: mia, scopes: ['api://orders/orders.read'] }
    const payload = (await emulator.accessToken(request)).split('.')[1] ?? ''
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString()).acrs).toEqual(['c7'])
    expect((await call('DELETE', `${contexts}/c7`)).status).toBe(204)
    expect((await call('DELETE', `${contexts}/c1`)).status).toBe(400)
    expect((await call('PATCH', `${contexts}/c100`, {})).status).toBe(400)
  })
})

describe('named locations of Graph', () => {
  it('are what policies mean by them, also after a change', async () => {
    const { call, emulator } = await setup()
    const range = (cidrAddress: string) => ({
      '@odata.type': '#microsoft.graph.iPv4CidrRange',
      cidrAddress,
    })
    const office = await call('POST', places, {
      '@odata.type': '#microsoft.graph.ipNamedLocation',
      displayName: 'Office',
      isTrusted: true,
      ipRanges: [range('203.0.113.0/24')],
    })
    expect(office.status).toBe(201)
    const blocked = await call('POST', path, {
      displayName: 'Office only',
      state: 'enabled',
      conditions: {
        applications: { includeApplications: ['All'] },
        users: { includeUsers: ['All'] },
        locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] },
      },
      grantControls: { operator: 'OR', builtInControls: ['block'] },
    })
    expect(blocked.status).toBe(201)
    const locations = () => emulator.policies.list().at(-1)?.locations
    expect(locations()).toEqual({ exclude: ['203.0.113.0/24'] })
    const one = `${places}/${office.body?.id}`
    await call('PATCH', one, { ipRanges: [range('198.51.100.0/24')] })
    expect(locations()).toEqual({ exclude: ['198.51.100.0/24'] })
    expect((await call('GET', one)).body).toMatchObject({ displayName: 'Office' })
    expect((await call('PATCH', one, { ipRanges: [range('300.0.0.0/24')] })).status).toBe(400)
    expect((await call('GET', places)).body).toMatchObject({ value: [{ displayName: 'Office' }] })
  })
})

describe('the organization', () => {
  it('is the tenant, with what it has bought', async () => {
    const { call, emulator } = await setup()
    expect((await call('GET', '/organization')).body).toMatchObject({
      value: [
        {
          id: emulator.tenantId,
          verifiedDomains: [{ name: 'contoso.test', isDefault: true }],
          assignedPlans: [{ servicePlanId: expect.any(String) }, {}],
        },
      ],
    })
  })
})
