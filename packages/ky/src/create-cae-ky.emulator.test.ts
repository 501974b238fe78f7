import { ConfidentialClientApplication } from '@azure/msal-node'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createCaeFetch, InteractionRequiredError, withCae } from '@caefetch/node'
import { expect, it } from 'vitest'
import { createCaeKy } from './create-cae-ky.ts'
import { rejection } from './scene.fixture.ts'

/** A daemon on msal-node, a local Entra and the orders API. */
async function setScene() {
  const entra = await startEmulator()
  const orders = await startOrdersApi(entra)
  const app = new ConfidentialClientApplication(withCae(entra.msalConfig('daemon')))
  const caeFetch = createCaeFetch(app, { resources: { [orders.url]: ['api://orders/.default'] } })
  return {
    entra,
    orders,
    api: createCaeKy(caeFetch, { prefix: orders.url }),
    tokenRequests: () => entra.journal.tokenRequests().length,
    async [Symbol.asyncDispose]() {
      await orders.close()
      await entra.close()
    },
  }
}

it('asks Entra once for all calls of a revoked session, and each order is placed once', async () => {
  await using scene = await setScene()
  await scene.api.get('orders')
  await scene.entra.revokeSessions('daemon')
  const place = (_: unknown, number: number) => scene.api.post('orders', { json: { number } })
  const responses = await Promise.all(Array.from({ length: 30 }, place))
  expect(responses.map(({ status }) => status)).toEqual(Array(30).fill(201))
  expect(scene.tokenRequests()).toBe(2)
  expect([...scene.orders.executions().values()]).toEqual(Array(30).fill(1))
})

it('rejects with InteractionRequiredError where a daemon would need a second factor', async () => {
  await using scene = await setScene()
  const error = await rejection(
    scene.api.delete('orders/1', { retry: { shouldRetry: () => true } }),
  )
  expect(error).toBeInstanceOf(InteractionRequiredError)
  expect(scene.tokenRequests()).toBe(2)
})
