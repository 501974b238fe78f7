import { expect, test } from 'vitest'
import { startCaller } from '../interop/caller.fixture.ts'
import { testFit } from '../interop/fits.fixture.ts'
import type { Respond } from '../interop/guarded-api.fixture.ts'
import { createBlobService } from './recipes/azure-storage.ts'

/** An account without containers, which takes any blob. */
const respond: Respond = (request) =>
  request.method === 'PUT'
    ? new Response(null, { status: 201, headers: { etag: '"1"' } })
    : new Response('<EnumerationResults><Containers/></EnumerationResults>', {
        headers: { 'content-type': 'application/xml' },
      })

testFit({
  surroundings: { respond },
  connect({ caeFetch, url }) {
    const client = createBlobService(caeFetch, url)
    return {
      async list(abortSignal) {
        for await (const _ of client.listContainers(abortSignal && { abortSignal })) {
          throw new Error('There are no containers.')
        }
        return 'none'
      },
      async place(order) {
        const text = JSON.stringify(order)
        const blob = client.getContainerClient('orders').getBlockBlobClient(order.id)
        await blob.upload(text, Buffer.byteLength(text))
      },
    }
  },
  reasonOf: (error) => Object(error).cause,
  aborts: true,
})

test('a large upload in blocks is executed once, and whole', async () => {
  await using caller = await startCaller({ respond })
  const client = createBlobService(caller.caeFetch, caller.url)
  const blob = client.getContainerClient('orders').getBlockBlobClient('1')
  await blob.upload('first', 5)
  await caller.emulator.revokeSessions('daemon')
  const bytes = Buffer.alloc(1_000_000, 'x')
  await blob.uploadData(bytes, { blockSize: 250_000, maxSingleShotSize: 250_000, concurrency: 2 })
  const blocks = caller.executed.filter(({ path }) => path.includes('comp=block&'))
  expect(new Set(blocks.map(({ path }) => path)).size).toBe(4)
  expect(blocks.reduce((sum, { body }) => sum + body.length, 0)).toBe(1_000_000)
  expect(caller.claimsRequests()).toHaveLength(1)
})
