import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import type { CaeFetch } from '@caefetch/node'
import { commandAt } from './caefetch.ts'
import { emptyTenant } from './tenant.ts'
import { startUser } from './user.ts'

const breakGlass = 'plain-user@contoso.test'

await using emulator = await startEmulator(emptyTenant)
await using api = await startOrdersApi(emulator)
const folder = await mkdtemp(join(tmpdir(), 'caefetch-setup-'))
const record = join(folder, 'caefetch-setup.json')
const caefetch = commandAt(emulator, folder)
const orders = `${api.url}/orders`

/** Places an order, and deletes it: which is what the API guards with c1. */
async function deleteOrder(caeFetch: CaeFetch): Promise<number> {
  const placed = await caeFetch(orders, { method: 'POST', body: '{"item":"lamp"}' })
  assert.equal(placed.status, 201)
  const { id } = await placed.json()
  return (await caeFetch(`${orders}/${id}`, { method: 'DELETE' })).status
}

try {
  console.log('1. What is wrong? The API cannot know who can be challenged.')
  const before = await caefetch('doctor', '--app', 'api://orders')
  assert.equal(before.code, 1)
  assert.match(before.output, /FAIL The registration orders does not ask for xms_cc/)

  console.log('\n2. The optional claims: first the plan, then the change.')
  assert.match((await caefetch('setup', 'api', 'api://orders')).output, /\+ xms_cc\n.*\+ acrs/)
  assert.equal((await caefetch('setup', 'api', 'api://orders', '--apply', '--yes')).code, 0)

  console.log(
    '\n3. The context c1 and a policy for it, in report-only: nobody is asked for more yet.',
  )
  const policy = ['setup', 'policy', '--context', 'c1', '--exclude-user', breakGlass]
  assert.equal((await caefetch(...policy, '--apply', '--yes')).code, 0)
  assert.equal((await stat(record)).mode & 0o777, 0o600)
  const early = startUser(emulator, api.url)
  assert.equal(await deleteOrder(early.caeFetch), 204)
  assert.deepEqual(early.asked, ['password'])

  console.log('\n4. The sign-in log looks right: the policy is enforced.')
  assert.equal((await caefetch('setup', 'policy', '--enforce', '--apply', '--yes')).code, 0)
  assert.match((await caefetch(...policy, '--apply', '--yes')).output, /Nothing to change/)

  console.log('\n5. Now deleting steps up, and nothing is left to mend.')
  const mia = startUser(emulator, api.url)
  assert.equal(await deleteOrder(mia.caeFetch), 204)
  assert.deepEqual(mia.asked, ['password', 'second factor'])
  assert.equal((await caefetch('doctor', '--app', 'api://orders')).code, 0)

  console.log('\n6. All of it is taken back.')
  assert.equal((await caefetch('setup', 'undo', '--apply', '--yes')).code, 0)
  assert.deepEqual(emulator.policies.list(), [])
  assert.equal(existsSync(record), false)
  assert.equal((await caefetch('doctor', '--app', 'api://orders')).code, 1)

  console.log('\nThe story holds.')
} finally {
  await rm(folder, { recursive: true })
}
