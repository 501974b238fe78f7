import { BodyNotReplayableError } from '@caefetch/core'
import axios from 'axios'
import { expect, test } from 'vitest'
import { createSilence, startCaller } from './caller.fixture.ts'
import { testFit } from './fits.fixture.ts'
import { createAxios } from './recipes/axios.ts'

testFit({
  connect({ caeFetch, url }) {
    const api = createAxios(caeFetch, url)
    return {
      list: async () => (await api.get('/orders')).data,
      place: async (order) => (await api.post('/orders', order)).data,
    }
  },
  reasonOf: (error) => (axios.isAxiosError(error) ? error.cause : undefined),
})

function form(size: number) {
  const data = new FormData()
  data.set('note', 'très')
  data.set('file', new Blob(['x'.repeat(size)]), 'file.txt')
  return data
}

test.each([
  ['a form', form(100_000), {}],
  ['an object that becomes a form', Object.fromEntries(form(100_000)), {}],
  ['a form whose upload is followed', form(100_000), { onUploadProgress() {} }],
])('%s is sent again whole', async (_, data, options) => {
  await using caller = await startCaller()
  const api = createAxios(caller.caeFetch, caller.url)
  await api.get('/orders')
  await caller.emulator.revokeSessions('daemon')
  await api.postForm('/orders', data, options)
  expect(caller.statuses).toEqual([200, 401, 201])
  const { body = null, type } = caller.executed[1] ?? {}
  const received = await new Response(body, { headers: { 'content-type': type ?? '' } }).formData()
  expect(received.get('note')).toBe('très')
  expect(received.get('file')).toMatchObject({ name: 'file.txt', size: 100_000 })
})

test('a body above maxReplayBytes is lost, which the cause says; the next call works', async () => {
  await using caller = await startCaller()
  const api = createAxios(caller.caeFetch, caller.url)
  await api.get('/orders')
  await caller.emulator.revokeSessions('daemon')
  const error = await api.postForm('/orders', form(1_048_576)).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ cause: expect.any(BodyNotReplayableError) })
  await api.postForm('/orders', form(1_048_576))
  expect(caller.statuses).toEqual([200, 401, 201])
})

test('a call that is aborted ends at once, and so does one that takes too long', async () => {
  const { arrived, respond } = createSilence()
  await using caller = await startCaller({ respond })
  const api = createAxios(caller.caeFetch, caller.url)
  const controller = new AbortController()
  const aborted = expect(api.get('/orders', { signal: controller.signal })).rejects.toMatchObject({
    code: 'ERR_CANCELED',
  })
  await arrived
  controller.abort()
  await aborted
  await expect(api.get('/orders', { timeout: 20 })).rejects.toMatchObject({ code: 'ETIMEDOUT' })
})

test('a call can bring scopes and claims of its own, in fetchOptions', async () => {
  await using caller = await startCaller()
  const api = createAxios(caller.caeFetch, caller.url)
  const claims = { access_token: { nbf: { essential: true, value: '1' } } }
  await api.get('/orders', { fetchOptions: { cae: { claims } } })
  expect(caller.claimsRequests()).toMatchObject([{ claims }])
})

test('with another adapter axios does not ask caefetch, and sends no token', async () => {
  await using caller = await startCaller()
  const api = createAxios(caller.caeFetch, caller.url)
  await expect(api.get('/orders', { adapter: 'http' })).rejects.toMatchObject({ status: 401 })
  expect(caller.emulator.journal.tokenRequests()).toEqual([])
})
