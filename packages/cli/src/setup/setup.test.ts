import { existsSync } from 'node:fs'
import { readyTenant } from '@caefetch/emulator'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { command, killCommands } from '../command.fixture.ts'
import { mia, pat, startTenant } from '../tenant.fixture.ts'

// Each of them starts several Nodes of their own.
vi.setConfig({ testTimeout: 90_000 })
afterAll(killCommands)

const apply = ['--apply', '--yes']

/** A tenant whose API asks for no optional claims, with no contexts and no policies. */
const bareTenant = async () => {
  const { orders, ...apps } = readyTenant.apps
  const resource = { ...orders?.resource, uri: 'api://orders', optionalClaims: [] }
  return startTenant({
    apps: { ...apps, orders: { ...orders, resource } },
    authContexts: {},
    policies: [],
  })
}

describe('caefetch setup api', () => {
  it('plans first, then applies, then has nothing to do, and is taken back', async () => {
    await using tenant = await bareTenant()
    const before = await tenant.snapshot()

    const plan = await tenant.run(['setup', 'api', 'api://orders']).finish()
    expect(plan).toMatchObject({ code: 0, stderr: '' })
    expect(plan.stdout).toContain('  + xms_cc\n  + acrs\n')
    expect(plan.stdout).toContain('Nothing was changed: --apply makes it so.')
    expect(await tenant.snapshot()).toEqual(before)
    expect(existsSync(tenant.record)).toBe(false)

    const applied = await tenant.run(['setup', 'api', 'api://orders', ...apply]).finish()
    expect(applied).toMatchObject({ code: 0, stderr: '' })
    const changed = await tenant.snapshot()
    expect(changed).not.toEqual(before)
    expect(await tenant.recordMode()).toBe('600')

    const again = await tenant.run(['setup', 'api', 'api://orders', ...apply]).finish()
    expect(again.stdout).toContain('Nothing to change')
    expect(await tenant.snapshot()).toEqual(changed)

    const undone = await tenant.run(['setup', 'undo', ...apply]).finish()
    expect(undone).toMatchObject({ code: 0, stderr: '' })
    expect(await tenant.snapshot()).toEqual(before)
    expect(existsSync(tenant.record)).toBe(false)
  })

  it('merges: what is there stays, and what others add later stays as well', async () => {
    await using tenant = await startTenant()
    const id = (await tenant.snapshot()).applications.find(
      ({ displayName }: { displayName: string }) => displayName === 'orders',
    ).id
    const claims = async (): Promise<string[]> => {
      const { applications } = await tenant.snapshot()
      const { optionalClaims } = applications.find((each: { id: string }) => each.id === id)
      return optionalClaims.accessToken.map(({ name }: { name: string }) => name)
    }
    await tenant.run(['setup', 'api', 'api://orders', '--claims', 'acrs,ipaddr', ...apply]).finish()
    expect(await claims()).toEqual(['xms_cc', 'acrs', 'auth_time', 'sid', 'ipaddr'])
    const accessToken = [...(await claims()), 'fwd'].map((name) => ({ name }))
    await tenant.change('PATCH', `/applications/${id}`, { optionalClaims: { accessToken } })
    await tenant.run(['setup', 'undo', ...apply]).finish()
    expect(await claims()).toEqual(['xms_cc', 'acrs', 'auth_time', 'sid', 'fwd'])
  })

  it('prints the requests for an administrator without asking anybody', async () => {
    const { code, stdout } = await command([
      ...['setup', 'api', 'api://orders', '--print-requests', '--json'],
    ]).finish()
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      permission: 'Application.ReadWrite.All',
      requests: [
        {
          method: 'PATCH',
          body: { optionalClaims: { accessToken: [{ name: 'xms_cc' }, { name: 'acrs' }] } },
        },
      ],
    })
  })
})

describe('caefetch setup client', () => {
  it('adds a redirect URI, and is taken back', async () => {
    await using tenant = await startTenant()
    const before = await tenant.snapshot()
    const uri = 'https://app.contoso.test/auth.html'
    const args = ['setup', 'client', tenant.clientId('spa'), '--redirect-uri', uri]
    const applied = await tenant.run([...args, ...apply]).finish()
    expect(applied).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.stringify((await tenant.snapshot()).applications)).toContain(uri)
    expect((await tenant.run([...args, ...apply]).finish()).stdout).toContain('Nothing to change')
    await tenant.run(['setup', 'undo', ...apply]).finish()
    expect(await tenant.snapshot()).toEqual(before)
  })

  it('adds permissions of an API, has nothing to do the second time, and is taken back', async () => {
    const { cli, ...apps } = readyTenant.apps
    const delegated = { 'api://orders': ['orders.read'] }
    await using tenant = await startTenant({ apps: { ...apps, cli: { ...cli, delegated } } })
    const before = await tenant.snapshot()
    const scopes = ['--scope', 'orders.read', '--scope', 'orders.write']
    const args = ['setup', 'client', tenant.clientId('cli'), '--api', 'api://orders', ...scopes]
    const plan = await tenant.run(args).finish()
    expect(plan).toMatchObject({ code: 0, stderr: '' })
    expect(plan.stdout).toContain('    orders.read\n  + orders.write\n')
    expect(await tenant.snapshot()).toEqual(before)

    const applied = await tenant.run([...args, ...apply]).finish()
    expect(applied).toMatchObject({ code: 0, stderr: '' })
    const changed = await tenant.snapshot()
    expect(changed).not.toEqual(before)
    expect((await tenant.run([...args, ...apply]).finish()).stdout).toContain('Nothing to change')
    expect(await tenant.snapshot()).toEqual(changed)

    const web = ['setup', 'client', tenant.clientId('cli'), '--api', 'api://web-api']
    await tenant.run([...web, '--scope', 'access_as_user', ...apply]).finish()
    expect(await tenant.snapshot()).not.toEqual(changed)
    const undone = await tenant.run(['setup', 'undo', ...apply]).finish()
    expect(undone).toMatchObject({ code: 0, stderr: '' })
    expect(await tenant.snapshot()).toEqual(before)
  })

  it('keeps what others have added since when it is taken back', async () => {
    await using tenant = await startTenant({ apps: { ...readyTenant.apps, late: {} } })
    const args = ['setup', 'client', tenant.clientId('late'), '--api', 'api://orders']
    await tenant.run([...args, '--scope', 'orders.read', ...apply]).finish()
    const late = async () => {
      const { applications } = await tenant.snapshot()
      return applications.find((each: { displayName: string }) => each.displayName === 'late')
    }
    const { id, requiredResourceAccess } = await late()
    const webApi = (await tenant.snapshot()).applications.find(
      (each: { displayName: string }) => each.displayName === 'web-api',
    )
    const theirs = {
      resourceAppId: webApi.appId,
      resourceAccess: [{ id: webApi.api.oauth2PermissionScopes[0].id, type: 'Scope' }],
    }
    await tenant.change('PATCH', `/applications/${id}`, {
      requiredResourceAccess: [...requiredResourceAccess, theirs],
    })
    await tenant.run(['setup', 'undo', ...apply]).finish()
    expect((await late()).requiredResourceAccess).toEqual([theirs])
  })

  it('refuses a scope that the API has not, and names those that it has', async () => {
    await using tenant = await startTenant()
    const args = ['setup', 'client', tenant.clientId('spa'), '--api', 'api://orders']
    const { code, stderr } = await tenant.run([...args, '--scope', 'orders.reed']).finish()
    expect(code).toBe(2)
    expect(stderr).toBe(
      'caefetch: The API orders has no scope "orders.reed"; it has orders.read, orders.write.\n',
    )
  })
})

describe('caefetch setup policy', () => {
  it('makes a context and a policy in report-only, enforces it later, and is taken back', async () => {
    await using tenant = await bareTenant()
    const before = await tenant.snapshot()
    const args = ['setup', 'policy', '--exclude-user', pat]
    expect((await tenant.run([...args, ...apply]).finish()).code).toBe(0)
    const { contexts, policies } = await tenant.snapshot()
    expect(contexts).toMatchObject([{ id: 'c1', isAvailable: true }])
    expect(policies).toMatchObject([
      {
        displayName: 'caefetch: c1 demands mfa',
        state: 'enabledForReportingButNotEnforced',
        conditions: {
          applications: { includeAuthenticationContextClassReferences: ['c1'] },
          users: { includeUsers: ['All'], excludeUsers: [tenant.emulator.objectId(pat)] },
        },
        grantControls: { builtInControls: ['mfa'] },
      },
    ])
    expect((await tenant.run([...args, ...apply]).finish()).stdout).toContain('Nothing to change')

    const enforced = await tenant.run(['setup', 'policy', '--enforce', ...apply]).finish()
    expect(enforced.stdout).toContain('  - in report-only\n  + enforced')
    expect((await tenant.snapshot()).policies).toMatchObject([{ state: 'enabled' }])
    const again = await tenant.run(['setup', 'policy', '--enforce', ...apply]).finish()
    expect(again.stdout).toContain('Nothing to change')

    await tenant.run(['setup', 'undo', ...apply]).finish()
    expect(await tenant.snapshot()).toEqual(before)
  })

  it('excludes the person who runs it', async () => {
    await using tenant = await bareTenant()
    const args = ['setup', 'policy', ...apply]
    const { code, stdout } = await tenant.runAsPerson(args, tenant.approve(mia)).finish()
    expect(code).toBe(0)
    expect(stdout).toContain(`+ but ${mia}`)
    expect((await tenant.snapshot()).policies).toMatchObject([
      { conditions: { users: { excludeUsers: [tenant.emulator.objectId(mia)] } } },
    ])
  })

  it('locks nobody out: an app must name who is excluded', async () => {
    await using tenant = await bareTenant()
    const { code, stderr } = await tenant.run(['setup', 'policy', ...apply]).finish()
    expect(code).toBe(2)
    expect(stderr).toMatch(/^caefetch: An app runs this.*--exclude-group.*\n$/)
  })

  it('enforces nothing that was not made here, and leaves other policies alone', async () => {
    await using tenant = await startTenant()
    const before = await tenant.snapshot()
    const enforce = await tenant.run(['setup', 'policy', '--enforce', ...apply]).finish()
    expect(enforce.code).toBe(2)
    expect(enforce.stderr).toContain('was made here yet')
    const plan = await tenant.run(['setup', 'policy', ...apply]).finish()
    expect(plan.stdout).toContain('it was not made here')
    expect(await tenant.snapshot()).toEqual(before)
  })
})

describe('what the tenant does not let', () => {
  it('a missing permission is one line that names it', async () => {
    await using tenant = await startTenant()
    const { code, stdout, stderr } = await tenant
      .run(['setup', 'api', 'api://orders'], tenant.asApp('daemon'))
      .finish()
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(/^caefetch: .*403.*Application\.Read\.All.*--print-requests.*\n$/)
  })

  it('a missing licence is one line', async () => {
    await using tenant = await startTenant({ tenant: { edition: 'free' }, policies: [] })
    const args = ['setup', 'policy', '--context', 'c1', '--exclude-user', mia, ...apply]
    const { code, stderr } = await tenant.run(args).finish()
    expect(code).toBe(3)
    expect(stderr).toMatch(/^caefetch: .*needs Microsoft Entra ID P1.*\n$/)
  })

  it('security defaults are one line', async () => {
    await using tenant = await startTenant({ tenant: { securityDefaults: true }, policies: [] })
    const made = await tenant.run(['setup', 'policy', '--exclude-user', mia, ...apply]).finish()
    expect(made.code).toBe(0)
    const { code, stderr } = await tenant.run(['setup', 'policy', '--enforce', ...apply]).finish()
    expect(code).toBe(3)
    expect(stderr).toMatch(/^caefetch: Security defaults are on.*\n$/)
  })

  it('a wrong secret is one line that holds neither it nor a token', async () => {
    await using tenant = await startTenant()
    const who = { ...tenant.asApp(), env: { CAEFETCH_CLIENT_SECRET: 'hunter2' } }
    const { code, stderr } = await tenant.run(['setup', 'api', 'api://orders'], who).finish()
    expect(code).toBe(3)
    expect(stderr).toMatch(/^caefetch: AADSTS7000215: .*\n$/)
    expect(stderr).not.toContain('hunter2')
  })

  it.each([
    [['setup', 'api', 'api://nobody'], 2, 'has no registration'],
    [['setup', 'api', 'api://orders', '--tenant', 'nowhere.test'], 2, 'There is no tenant'],
    [['setup', 'policy', '--context', 'c100'], 2, 'none of c1 to c99'],
    [['setup', 'policy', '--exclude-user', 'nobody@contoso.test'], 2, 'There is no user'],
    [['setup', 'undo'], 2, 'nothing to take back'],
  ])('%j is refused in one line', async (args, exitCode, problem) => {
    await using tenant = await startTenant({ policies: [] })
    const who = tenant.asApp()
    // What is asked for goes before what the test says besides.
    const given = args.includes('--tenant') ? { ...who, args: who.args.toSpliced(2, 2) } : who
    const { code, stdout, stderr } = await tenant.run(args, given).finish()
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' })
    expect(stderr).toContain(problem)
    expect(stderr.trimEnd()).not.toContain('\n')
  })

  it('no network is one line', async () => {
    const args = ['setup', 'api', 'api://orders', '--emulator', 'http://127.0.0.1:1']
    const { code, stderr } = await command(args).finish()
    expect(code).toBe(4)
    expect(stderr).toMatch(/^caefetch: .*nobody answers \(.*\).*\n$/)
  })
})

describe('before anything is changed', () => {
  it('somebody is asked on a terminal, and "no" changes nothing', async () => {
    await using tenant = await bareTenant()
    const before = await tenant.snapshot()
    const asked = tenant.runOnTerminal(['setup', 'api', 'api://orders', '--apply'])
    await asked.shows(/Change the tenant\?/)
    asked.type('n')
    const { code, text } = await asked.finish()
    expect(code).toBe(0)
    expect(text).toContain('Nothing was changed.')
    expect(await tenant.snapshot()).toEqual(before)
  })

  it('"yes" changes it', async () => {
    await using tenant = await bareTenant()
    const before = await tenant.snapshot()
    const asked = tenant.runOnTerminal(['setup', 'api', 'api://orders', '--apply'])
    await asked.shows(/Change the tenant\?/)
    asked.type('y')
    expect((await asked.finish()).code).toBe(0)
    expect(await tenant.snapshot()).not.toEqual(before)
  })

  it('Ctrl-C leaves nothing behind', async () => {
    await using tenant = await bareTenant()
    const before = await tenant.snapshot()
    const asked = tenant.runOnTerminal(['setup', 'api', 'api://orders', '--apply'])
    await asked.shows(/Change the tenant\?/)
    asked.type('\u0003')
    const { code, text } = await asked.finish()
    expect(code).toBe(130)
    expect(text).toContain('Stopped.')
    expect(await tenant.snapshot()).toEqual(before)
    expect(existsSync(tenant.record)).toBe(false)
  })

  it('Ctrl-C ends the wait for a sign-in at once', async () => {
    await using tenant = await startTenant()
    const waiting = tenant.runAsPerson(['setup', 'api', 'api://orders'], undefined)
    await waiting.tells(/enter the code/)
    waiting.kill('SIGINT')
    const { code, stdout, stderr } = await waiting.finish()
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(stderr).toMatch(/caefetch: Stopped\.\n$/)
  })

  it('without a terminal, --yes is needed, which is said before anybody signs in', async () => {
    await using tenant = await startTenant()
    const { code, stderr } = await tenant.run(['setup', 'api', 'api://orders', '--apply']).finish()
    expect(code).toBe(2)
    expect(stderr).toMatch(/^caefetch: Nobody is there to agree.*\n$/)
    expect(tenant.emulator.journal.tokenRequests()).toEqual([])
  })
})

describe('the record', () => {
  it('that cannot be written keeps the tenant from being changed', async () => {
    await using tenant = await bareTenant()
    const before = await tenant.snapshot()
    const args = ['setup', 'api', 'api://orders', '--record', '/no/such/folder.json', ...apply]
    const { code, stderr } = await tenant.run(args).finish()
    expect(code).toBe(2)
    expect(stderr).toBe(
      'caefetch: /no/such/folder.json: cannot be written (ENOENT); name another with --record.\n',
    )
    expect(await tenant.snapshot()).toEqual(before)
  })
})

describe('for programs', () => {
  it('--json says the plan, and what was done; no secret is in it or in the record', async () => {
    await using tenant = await bareTenant()
    const args = ['setup', 'api', 'api://orders', '--json', ...apply]
    const { code, stdout, stderr } = await tenant.run(args).finish()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      applied: true,
      record: 'caefetch-setup.json',
      changes: [{ request: { method: 'PATCH' }, permission: 'Application.ReadWrite.All' }],
    })
    const record = JSON.stringify(await tenant.readRecord())
    for (const text of [stdout, record]) {
      expect(text).not.toMatch(/eyJ|admin-secret/)
    }
  })

  it('a record of another tenant is not touched', async () => {
    await using tenant = await bareTenant()
    await using other = await startTenant({ tenant: { domain: 'fabrikam.test' } })
    await tenant.run(['setup', 'api', 'api://orders', ...apply]).finish()
    const args = ['setup', 'undo', '--record', tenant.record, ...apply]
    const { code, stderr } = await other.run(args).finish()
    expect(code).toBe(2)
    expect(stderr).toContain('another tenant')
    expect(existsSync(tenant.record)).toBe(true)
  })
})
