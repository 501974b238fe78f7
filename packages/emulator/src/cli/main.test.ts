import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { afterAll, describe, expect, it, vi } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }

// Each of them starts a Node of its own.
vi.setConfig({ testTimeout: 60_000 })

const folder = await mkdtemp(join(tmpdir(), 'caefetch-cli-'))
const children = new Set<ChildProcess>()
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

/** The command in a process of its own. */
function command(...args: string[]) {
  const main = join(import.meta.dirname, 'main.ts')
  const child = spawn(process.execPath, ['--conditions', '@caefetch/source', main, ...args])
  children.add(child)
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (data) => (output.stdout += data))
  child.stderr.on('data', (data) => (output.stderr += data))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  return {
    child,
    output,
    ended,
    /** The match, as soon as the command has printed it. */
    prints(pattern: RegExp): Promise<RegExpExecArray> {
      return vi.waitUntil(() => pattern.exec(output.stdout), { timeout: 30_000, interval: 20 })
    },
    async finish() {
      const code = await ended
      return { code, ...output }
    },
  }
}

async function config(options: unknown): Promise<string> {
  const file = join(folder, `tenant-${Math.random().toString(36).slice(2)}.json`)
  await writeFile(file, typeof options === 'string' ? options : JSON.stringify(options))
  return file
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  )

describe('main', () => {
  it('serves what it prints, tells every request, and ends well on Ctrl-C', async () => {
    const { child, prints, finish } = command('--port', '0')
    const [banner] = await prints(/.*Ctrl-C stops/s)
    for (const client of ['spa', 'cli', 'daemon', 'web-api']) {
      expect(banner).toContain(`// ${client}: `)
    }
    const page = await fetch(/page +(\S+)/.exec(banner)?.[1] ?? '')
    expect(page.status).toBe(200)

    // What a reader pastes is what is run here.
    const names = 'spaConfig, cliConfig, daemonConfig, webApiConfig, resources'
    const pasted = new Function(`'use strict'\n${banner}\nreturn { ${names} }`)()
    expect(pasted.spaConfig.auth.redirectUri).toBe('http://localhost/')
    expect(Object.values(pasted.resources)[0]).toEqual(['api://orders/.default'])
    expect(banner).toContain('the password is password')
    const app = new ConfidentialClientApplication(pasted.daemonConfig)
    const scopes = ['api://orders/.default']
    const tokens = await app.acquireTokenByClientCredential({ scopes })
    const api = /demo API +(\S+),/.exec(banner)?.[1] ?? ''
    const headers = { authorization: `Bearer ${tokens?.accessToken}` }
    expect((await fetch(api, { headers })).status).toBe(200)
    await prints(/^\S+Z 200 POST token client_credentials client=daemon .*access_token/m)
    await prints(/^\S+Z 200 GET api \/orders client=daemon$/m)

    child.kill('SIGINT')
    const { code, stderr, stdout } = await finish()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).not.toContain(tokens?.accessToken)
    await expect(fetch(api)).rejects.toThrow('fetch failed')
  })

  it('a request cannot steer the terminal', async () => {
    const { child, prints, finish } = command('--port', '0')
    const [, url] = await prints(/page +(\S+)/)
    await prints(/Ctrl-C stops/)
    const body = new URLSearchParams({ grant_type: 'x\u001b[2J\nforged', client_id: 'x' })
    await fetch(`${url}common/oauth2/v2.0/token`, { method: 'POST', body })
    await prints(/POST token x\\u\{1b\}\[2J\\u\{a\}forged AADSTS70003/)
    child.kill('SIGTERM')
    expect((await finish()).code).toBe(0)
  })

  it('takes the tenant from a file, and speaks https', async () => {
    const file = await config({
      tenant: { domain: 'fabrikam.test' },
      users: { 'ada@fabrikam.test': {} },
      apps: { "ada's job": { secret: 's' } },
      policies: [],
      port: 0,
    })
    const { child, prints, finish } = command('--config', file, '--https')
    const [banner] = await prints(/.*Ctrl-C stops/s)
    expect(banner).toContain('a local Entra for fabrikam.test')
    expect(banner).toMatch(/page +https:/)
    expect(banner).toContain('ada@fabrikam.test')
    expect(banner).toContain("// ada's job: ConfidentialClientApplication")
    expect(banner).toMatch(/knownAuthorities: \['localhost:\d+'\]/)
    expect(banner).not.toContain('demo API')
    const certificate = /NODE_EXTRA_CA_CERTS=(\S+)/.exec(banner)?.[1] ?? ''
    expect(await readFile(certificate, 'utf8')).toContain('BEGIN CERTIFICATE')
    child.kill('SIGINT')
    expect((await finish()).code).toBe(0)
    expect(existsSync(certificate)).toBe(false)
  })

  it('helps', async () => {
    const { code, stdout, stderr } = await command('--help').finish()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Usage: caefetch-emulator [options]')
  })

  it('says its version', async () => {
    const { code, stdout } = await command('--version').finish()
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${packageJson.version}\n` })
  })

  it('an option that there is not is refused with exit code 2', async () => {
    expect(await command('--prot', '1').finish()).toEqual({
      code: 2,
      stdout: '',
      stderr: "caefetch-emulator: Unknown option '--prot' (see --help)\n",
    })
  })

  it('a port that is taken is said in one line', async () => {
    const server = createServer()
    const port = await listening(server)
    expect(await command('--port', String(port)).finish()).toEqual({
      code: 1,
      stdout: '',
      stderr: `caefetch-emulator: port ${port} is taken: choose another with --port\n`,
    })
    server.close()
  })

  it.each<[string, unknown, string]>([
    ['is no JSON', '{ "users": ', 'is no JSON: '],
    ['is no object', [], 'must be of type object'],
    ['has an option that there is not', { user: {} }, 'unknown key `user`: did you mean `users`?'],
    ['names nobody', { users: { mia: {} } }, 'users.mia: Invalid key'],
    ['has no port', { port: false }, 'port: the command needs one'],
    [
      'asks for permissions that there are not',
      { apps: { job: { application: { 'api://x': ['y'] } } } },
      'apps.job.application: there is no resource "api://x"',
    ],
    [
      'has a policy for nobody',
      { policies: [{ name: 'p', users: ['nobody@x.test'] }] },
      'policies.0: users: there is no user "nobody@x.test"',
    ],
  ])('a file that %s is refused by its name and the option', async (_, options, problem) => {
    const file = await config(options)
    const { code, stdout, stderr } = await command('--port', '0', '--config', file).finish()
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(problem)
    expect(stderr).toContain(file)
    expect(stderr.trimEnd()).not.toContain('\n')
  })

  it('a file that is not there is said so', async () => {
    const { code, stderr } = await command('--config', '/no/such.json').finish()
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'caefetch-emulator: /no/such.json: cannot be read (ENOENT)\n',
    })
  })
})
