import { startOrdersApi } from '@caefetch/emulator'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { command, commandOnTerminal, killCommands } from '../command.fixture.ts'
import { mia, pat, startTenant } from '../tenant.fixture.ts'

// Each of them signs in by device code, of which MSAL asks every five seconds.
vi.setConfig({ testTimeout: 120_000 })
afterAll(killCommands)

type Tenant = Awaited<ReturnType<typeof startTenant>>

const argsFor = (tenant: Tenant, api: string, ...more: string[]): string[] => [
  ...['probe', '--api', `${api}/orders`, '--scope', 'api://orders/orders.read'],
  ...['--client-id', tenant.clientId('cli'), '--emulator', tenant.emulator.url],
  ...['--interval', '100ms', ...more],
]

describe('caefetch probe', () => {
  it('measures a propagation of two seconds, and says what it saw as JSON', async () => {
    await using tenant = await startTenant({ propagationDelay: '2s' })
    await using api = await startOrdersApi(tenant.emulator)
    const args = argsFor(tenant, api.url, '--user', mia, '--json')
    const { code, stdout, stderr } = await command(args, { signIn: tenant.approve(mia) }).finish()
    expect(code).toBe(0)
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({
      verdict: 'does_cae',
      challenge: {
        status: 401,
        error: 'insufficient_claims',
        claims: { access_token: { nbf: {} } },
      },
    })
    // The API cannot know sooner; how much later is the machine's affair.
    expect(report.refusedAfterMs).toBeGreaterThanOrEqual(1900)
    expect(report.backAfterMs).toBeGreaterThan(report.refusedAfterMs)
    expect(report.personTookMs).toBeGreaterThan(0)
    const events = report.timeline.map(({ event }: { event: string }) => event)
    expect(
      events.slice(events.indexOf('revoked')).filter((each: string) => each !== 'answer'),
    ).toEqual(['revoked', 'asking', 'asked'])
    expect(stderr).toContain('Sign in as an administrator who may revoke')
    expect(stdout + stderr).not.toMatch(/eyJ[\w-]+\.eyJ/)
  })

  it('draws the timeline on a terminal while it goes', async () => {
    await using tenant = await startTenant({ propagationDelay: '1s' })
    await using api = await startOrdersApi(tenant.emulator)
    const probe = commandOnTerminal(argsFor(tenant, api.url), { signIn: tenant.approve(mia) })
    await probe.shows(/of 20 min/)
    await probe.shows(/the API refuses with 401, and asks for nbf/)
    const { code, text } = await probe.finish()
    expect(code).toBe(0)
    expect(text).toContain('The API does Continuous Access Evaluation')
    expect(text).toMatch(/\|.*x/)
    const report = text.slice(text.indexOf('The API does'))
    for (const line of report.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('says that an API accepts the revoked session, and ends with 1', async () => {
    await using tenant = await startTenant({ propagationDelay: '15m' })
    await using api = await startOrdersApi(tenant.emulator)
    const args = argsFor(tenant, api.url, '--limit', '1s')
    const { code, stdout } = await command(args, { signIn: tenant.approve(mia) }).finish()
    expect(code).toBe(1)
    expect(stdout).toContain('The API accepted the revoked session until the limit')
    expect(stdout).toMatch(/--limit be\s+longer/)
  })

  it('revokes nobody else than it was told to', async () => {
    await using tenant = await startTenant()
    await using api = await startOrdersApi(tenant.emulator)
    const args = argsFor(tenant, api.url, '--user', pat)
    const { code, stderr } = await command(args, { signIn: tenant.approve(mia) }).finish()
    expect(code).toBe(2)
    expect(stderr).toContain(`${mia} signed in, and not ${pat}: nothing was revoked.`)
  })

  it('asks whoever runs it to revoke, and measures from the answer on', async () => {
    await using tenant = await startTenant({ propagationDelay: '1s' })
    await using api = await startOrdersApi(tenant.emulator)
    const args = argsFor(tenant, api.url, '--revoke', 'ask')
    const probe = commandOnTerminal(args, { signIn: tenant.approve(mia) })
    await probe.shows(/Revoke the sessions of mfa-user@contoso\.test now\. Done\?/)
    await tenant.emulator.revokeSessions(mia)
    probe.type('y')
    await probe.shows(/the API refuses with 401, and asks for nbf/)
    const { code, text } = await probe.finish()
    expect(code).toBe(0)
    expect(text).toContain('The API does Continuous Access Evaluation')
    expect(text).not.toContain('Sign in as an administrator')
  })

  it('measures nothing where nothing was revoked', async () => {
    await using tenant = await startTenant()
    await using api = await startOrdersApi(tenant.emulator)
    const args = argsFor(tenant, api.url, '--revoke', 'ask')
    const probe = commandOnTerminal(args, { signIn: tenant.approve(mia) })
    await probe.shows(/Done\?/)
    probe.type('n')
    const { code, text } = await probe.finish()
    expect(code).toBe(2)
    expect(text).toMatch(/caefetch: Nothing was revoked, and nothing measured\.\n$/)
  })

  it('Ctrl-C in the middle ends it at once', async () => {
    await using tenant = await startTenant({ propagationDelay: '15m' })
    await using api = await startOrdersApi(tenant.emulator)
    const probe = commandOnTerminal(argsFor(tenant, api.url), { signIn: tenant.approve(mia) })
    await probe.shows(/Revoked\./)
    await probe.shows(/of 20 min/)
    probe.type('\u0003')
    const { code, text, screen } = await probe.finish()
    expect(code).toBe(130)
    expect(text).toMatch(/caefetch: Stopped\.\n$/)
    // The cursor is shown again.
    expect(screen.lastIndexOf('\u001b[?25h')).toBeGreaterThan(screen.lastIndexOf('\u001b[?25l'))
  })
})

describe('what is asked amiss', () => {
  const api = ['--api', 'https://api.contoso.test/', '--scope', 's']

  it.each([
    [['probe', '--scope', 's'], "required option '--api <url>' not specified"],
    [['probe', ...api], '--client-id is missing'],
    [['probe', '--api', 'http://api.contoso.test/', '--scope', 's'], '--api must be https'],
    [['probe', '--api', 'orders', '--scope', 's'], 'is no URL'],
    [['probe', ...api, '--limit', 'soon'], '--limit "soon" is no time'],
    [['probe', ...api, '--client-id', 'x', '--revoke', 'ask'], '--revoke ask needs a terminal'],
  ])('%j is refused in one line', async (args, problem) => {
    const { code, stdout, stderr } = await command(args).finish()
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(problem)
    expect(stderr.trimEnd()).not.toContain('\n')
  })
})
