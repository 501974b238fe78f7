import { createCaeFetch } from '@caefetch/core'
import { challengeHandlers, fakeTokens } from '@caefetch/testing'
import { setupWorker } from 'msw/browser'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCaeKy } from './create-cae-ky.ts'

const api = 'https://api.contoso.com/'
const worker = setupWorker()

beforeAll(() => worker.start({ quiet: true, onUnhandledFrame: 'bypass' }))
afterAll(() => worker.stop())

it('sends an upload again whole after a challenge, and retries what the API refuses', async () => {
  const large = 'caefetch'.repeat(655_360)
  const bodies: string[] = []
  const respond = async (request: Request) => {
    const file = (await request.formData()).get('file')
    bodies.push(file instanceof File ? await file.text() : '')
    if (bodies.length > 1) return Response.json({ id: 1 })
    return new Response(null, { status: 503, headers: { 'Retry-After': '0' } })
  }
  worker.use(...challengeHandlers(`${api}*`, { respond }))
  const tokens = fakeTokens()
  const caeFetch = createCaeFetch(tokens, { resources: { [api]: ['orders.write'] } })
  const body = new FormData()
  body.set('file', new Blob([large]), 'large.bin')
  expect(await createCaeKy(caeFetch, { prefix: api }).put('orders/1', { body }).json()).toEqual({
    id: 1,
  })
  expect(bodies.map((each) => each === large)).toEqual([true, true])
  expect(tokens.requests).toHaveLength(2)
})

it('takes the Request of a frame', async () => {
  const bodies: string[] = []
  const respond = async (request: Request) => {
    bodies.push(await request.text())
    return Response.json({ id: 1 })
  }
  worker.use(...challengeHandlers(`${api}*`, { respond }))
  const frame = document.body.appendChild(document.createElement('iframe'))
  const realm: { Request?: typeof Request } = Object(frame.contentWindow)
  if (!realm.Request) throw new Error('The frame has no realm of its own.')
  const request = new realm.Request(`${api}orders`, { method: 'POST', body: 'an order' })
  expect(request).not.toBeInstanceOf(Request)
  const tokens = fakeTokens()
  const caeFetch = createCaeFetch(tokens, { resources: { [api]: ['orders.write'] } })
  expect(await createCaeKy(caeFetch)(request).json()).toEqual({ id: 1 })
  expect(bodies).toEqual(['an order'])
  expect(tokens.requests).toHaveLength(2)
  frame.remove()
})
