import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmulatorOptions, startEmulator } from '@caefetch/emulator'
import { type CommandOptions, command, commandOnTerminal } from './command.fixture.ts'

export const mia = 'mfa-user@contoso.test'
export const pat = 'plain-user@contoso.test'

/** A tenant of the emulator's, a folder, and the command in it, run by the app `admin`. */
export async function startTenant(options?: EmulatorOptions) {
  const emulator = await startEmulator(options)
  const folder = await mkdtemp(join(tmpdir(), 'caefetch-'))
  const record = join(folder, 'caefetch-setup.json')
  const clientId = (name: string): string => emulator.msalConfig(name).auth.clientId

  /** As an app that signs in by itself. */
  const asApp = (name = 'admin') => ({
    args: [
      '--emulator',
      emulator.url,
      '--tenant',
      emulator.tenantId,
      '--client-id',
      clientId(name),
    ],
    env: { CAEFETCH_CLIENT_SECRET: emulator.msalConfig(name).auth.clientSecret },
  })
  const run = (args: readonly string[], who = asApp(), rest: CommandOptions = {}) =>
    command([...args, ...who.args], { cwd: folder, env: who.env, ...rest })

  return {
    emulator,
    folder,
    record,
    clientId,
    asApp,
    run,
    /** As whoever is shown the device code. */
    runAsPerson: (args: readonly string[], signIn: CommandOptions['signIn']) =>
      command([...args, '--emulator', emulator.url], { cwd: folder, ...(signIn && { signIn }) }),
    runOnTerminal: (args: readonly string[], who = asApp()) =>
      commandOnTerminal([...args, ...who.args], { cwd: folder, env: who.env }),
    approve:
      (user: string, mfa = false) =>
      (code: string) =>
        emulator.approveDeviceCode(code, user, { mfa }),
    readRecord: async () => JSON.parse(await readFile(record, 'utf8')),
    recordMode: async () => ((await stat(record)).mode & 0o777).toString(8),
    /** All that setup could change, as Graph shows it. */
    async snapshot() {
      const scopes = ['https://graph.microsoft.com/.default']
      const token = await emulator.accessToken({ client: 'admin', scopes })
      const lists = [
        'applications',
        'identity/conditionalAccess/authenticationContextClassReferences',
        'identity/conditionalAccess/policies',
      ]
      const answers = lists.map(async (list) => {
        const headers = { authorization: `Bearer ${token}` }
        const response = await fetch(`${emulator.graphUrl}/v1.0/${list}`, { headers })
        return (await response.json()).value
      })
      const [applications, contexts, policies] = await Promise.all(answers)
      return { applications, contexts, policies }
    },
    /** Somebody else changes the tenant. */
    async change(method: string, path: string, body?: unknown) {
      const scopes = ['https://graph.microsoft.com/.default']
      const token = await emulator.accessToken({ client: 'admin', scopes })
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
      const response = await fetch(`${emulator.graphUrl}/v1.0${path}`, init)
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    },
    async [Symbol.asyncDispose]() {
      await emulator.close()
      await rm(folder, { recursive: true })
    },
  }
}
