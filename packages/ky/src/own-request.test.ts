import { FormData, Request as OtherRequest } from 'undici'
import { describe, expect, it } from 'vitest'
import { ownRequest } from './own-request.ts'
import { api, challengeFirst, setScene } from './scene.fixture.ts'

/** A Request that is none to `instanceof`: of another copy of undici, as one of another realm would be. */
const other = (init: object): Request => new OtherRequest(api, init) as unknown as Request

describe('a Request of another realm', () => {
  it('is no Request here', () => {
    expect(other({})).not.toBeInstanceOf(Request)
    expect(() => new Request(other({}))).toThrow(TypeError)
  })

  it('is taken, and sent again whole after a challenge', async () => {
    const scene = setScene(challengeFirst())
    const request = other({ method: 'POST', body: 'an order', headers: { 'x-order': '1' } })
    await scene.api(request)
    expect(scene.sent()).toEqual(['t1', 't2'])
    for (const { method, body, headers } of scene.received) {
      expect([method, body, headers.get('x-order')]).toEqual(['POST', 'an order', '1'])
    }
  })

  it('is taken from a hook', async () => {
    const scene = setScene(challengeFirst())
    const beforeRequest = [() => other({ method: 'PUT', body: 'of the hook' })]
    await scene.api.post(api, { json: {}, hooks: { beforeRequest } })
    expect(scene.received.map(({ method, body }) => method + body)).toEqual([
      'PUTof the hook',
      'PUTof the hook',
    ])
  })

  it('keeps its signal', () => {
    const controller = new AbortController()
    const request = ownRequest(other({ signal: controller.signal }))
    controller.abort()
    expect(request.signal.aborted).toBe(true)
  })

  it('keeps what its body is', async () => {
    const body = new FormData()
    body.set('name', 'value')
    const form = await ownRequest(other({ method: 'POST', body })).formData()
    expect([...form]).toEqual([['name', 'value']])
  })
})

it('a Request of this realm stays what it is', () => {
  const request = new Request(api)
  expect(ownRequest(request)).toBe(request)
})
