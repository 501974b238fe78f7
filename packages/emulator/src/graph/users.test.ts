import { describe, expect, it } from 'vitest'
import { mia, pat, setup } from './graph-client.fixture.ts'

const shown = '?$select=id,accountEnabled,signInSessionsValidFromDateTime'

describe('users of Graph', () => {
  it('are found by id and by user principal name, with the usual members', async () => {
    const { call, emulator } = await setup()
    const { status, body } = await call('GET', `/users/${mia}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
      id: emulator.objectId(mia),
      displayName: 'Mia Ferrari',
      givenName: 'Mia',
      surname: 'Ferrari',
      userPrincipalName: mia,
    })
    expect(body).not.toHaveProperty('accountEnabled')
    expect((await call('GET', `/users/${emulator.objectId(mia)}`)).body).toEqual(body)
    expect((await call('GET', '/users/nobody@contoso.test')).body).toMatchObject({
      error: { code: 'Request_ResourceNotFound' },
    })
  })

  it('are signed out by revokeSignInSessions, which moves their date', async () => {
    const { call, emulator } = await setup()
    const before = await call('GET', `/users/${mia}${shown}`)
    await emulator.clock.advance('1h')
    const answer = await call('POST', `/users/${mia}/revokeSignInSessions`)
    expect(answer).toMatchObject({ status: 200, body: { value: true } })
    const after = await call('GET', `/users/${mia}${shown}`)
    expect(before.body).toMatchObject({ signInSessionsValidFromDateTime: '2026-03-01T12:00:00Z' })
    expect(after.body).toMatchObject({ signInSessionsValidFromDateTime: '2026-03-01T13:00:00Z' })
  })

  it('are disabled and enabled, and so in the emulator', async () => {
    const { call, emulator } = await setup()
    const heard: string[] = []
    emulator.events.subscribe(({ type }) => heard.push(type))
    expect((await call('PATCH', `/users/${mia}`, { accountEnabled: false })).status).toBe(204)
    expect(heard).toEqual(['session-revoked'])
    expect((await call('GET', `/users/${mia}${shown}`)).body).toMatchObject({
      accountEnabled: false,
    })
    await call('PATCH', `/users/${mia}`, { accountEnabled: true })
    expect((await call('GET', `/users/${mia}${shown}`)).body).toMatchObject({
      accountEnabled: true,
    })
  })

  it('get another password, which ends their sessions', async () => {
    const { call, emulator } = await setup()
    const heard: string[] = []
    emulator.events.subscribe(({ type }) => heard.push(type))
    const passwordProfile = { forceChangePasswordNextSignIn: false, password: 'correct horse' }
    expect((await call('PATCH', `/users/${pat}`, { passwordProfile })).status).toBe(204)
    expect(heard).toEqual(['credential-change', 'session-revoked'])
  })

  it.each([
    [{ accountEnabled: 'no' }, 'accountEnabled'],
    [{ accountEnabledd: false }, 'did you mean `accountEnabled`?'],
    [{ passwordProfile: { password: '' } }, 'passwordProfile.password'],
  ])('%j is refused with its name', async (body, words) => {
    const { call } = await setup()
    const answer = await call('PATCH', `/users/${mia}`, body)
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'Request_BadRequest' } } })
    expect(JSON.stringify(answer.body)).toContain(words)
  })

  it('at risk are confirmed and dismissed', async () => {
    const { call, emulator } = await setup()
    const userIds = [emulator.objectId(mia)]
    const path = '/identityProtection/riskyUsers'
    expect((await call('POST', `${path}/confirmCompromised`, { userIds })).status).toBe(204)
    expect((await call('GET', path)).body).toMatchObject({
      value: [{ userPrincipalName: mia, riskLevel: 'high', riskState: 'confirmedCompromised' }],
    })
    await call('POST', `${path}/dismiss`, { userIds })
    expect((await call('GET', path)).body).toMatchObject({ value: [] })
  })

  it('at risk need P2', async () => {
    const { call } = await setup({ tenant: { edition: 'P1' } })
    expect(await call('GET', '/identityProtection/riskyUsers')).toMatchObject({
      status: 403,
      body: { error: { code: 'Forbidden', message: expect.stringContaining('P2') } },
    })
  })

  it('who call are /me, and applications are nobody', async () => {
    const { call, token } = await setup()
    const request = { client: 'spa', user: mia, scopes: ['https://graph.microsoft.com/User.Read'] }
    const user = await token(request)
    expect((await call('GET', '/me?$select=userPrincipalName', undefined, user)).body).toEqual({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
      userPrincipalName: mia,
    })
    expect(await call('GET', '/me')).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('delegated') } },
    })
    expect((await call('POST', '/me/revokeSignInSessions', undefined, user)).status).toBe(403)
  })
})
