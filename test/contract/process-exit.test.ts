import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const program = (https: boolean): string => `
  import { ConfidentialClientApplication } from '@azure/msal-node'
  import { startEmulator, startOrdersApi } from '@caefetch/emulator'
  const emulator = await startEmulator({ https: ${https}, propagationDelay: '15m' })
  emulator.certificate?.trust()
  const api = await startOrdersApi(emulator)
  emulator.events.push({ url: api.url, audience: 'nobody' })
  const app = new ConfidentialClientApplication(emulator.msalConfig('daemon'))
  const { accessToken } = await app.acquireTokenByClientCredential({
    scopes: ['api://orders/.default'],
  })
  const headers = { authorization: 'Bearer ' + accessToken }
  const response = await fetch(api.url + '/orders', { headers })
  await emulator.revokeSessions('daemon')
  await api.close()
  await emulator.close()
  console.log(response.status)`

/** Resolves once the process has exited by itself. */
const run = (code: string) =>
  promisify(execFile)(
    process.execPath,
    ['--conditions=@caefetch/source', '--input-type=module', '--eval', code],
    { cwd: fileURLToPath(new URL('../..', import.meta.url)), timeout: 20_000 },
  )

test.each([false, true])(
  'a process ends once all is closed, whatever was still to come (https: %s)',
  async (https) => {
    const { stdout } = await run(program(https))
    expect(stdout.trim()).toBe('200')
  },
  30_000,
)
