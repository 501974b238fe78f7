import { authContext, createCaeFetch, InteractionRequiredError } from '@caefetch/core'
import { challengeHandlers, fakeTokens, interactionRequired } from '@caefetch/testing'
import type { RequestHandler } from 'msw'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import './vitest.ts'

/** What msw's server and its worker have in common. */
export interface Network {
  start(): unknown
  use(...handlers: RequestHandler[]): void
  reset(): void
  stop(): unknown
}

const api = 'https://api.contoso.com/'
const orders = `${api}orders`
const resources = { [api]: ['orders.read'] }

/** The recipe of the README, wherever msw runs. */
export function mockedChallengeRecipe(network: Network): void {
  beforeAll(() => network.start())
  afterEach(() => network.reset())
  afterAll(() => network.stop())

  it('a challenge is answered, and the call sent again with its body', async () => {
    const bodies: string[] = []
    const respond = async (request: Request) => {
      bodies.push(await request.text())
      return Response.json({ id: 1 }, { status: 201 })
    }
    network.use(...challengeHandlers(`${api}*`, { claims: authContext('c1'), respond }))
    const tokens = fakeTokens()
    const caeFetch = createCaeFetch(tokens, { resources })
    const response = await caeFetch(orders, { method: 'POST', body: 'three apples' })
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ id: 1 })
    expect(bodies).toEqual(['three apples'])
    expect(tokens).toHaveAskedOnce(authContext('c1'))
  })

  it('many calls ask once', async () => {
    network.use(...challengeHandlers(`${api}*`, { dialect: 'graph' }))
    const tokens = fakeTokens()
    const caeFetch = createCaeFetch(tokens, { resources })
    const calls = Array.from({ length: 10 }, (_, index) => caeFetch(`${orders}/${index}`))
    const all = await Promise.all(calls)
    expect(all.map(({ status }) => status)).toEqual(Array(10).fill(200))
    expect(tokens).toHaveAskedOnce()
  })

  it('a challenge that comes back is returned', async () => {
    network.use(...challengeHandlers(`${api}*`, { times: 'forever' }))
    const tokens = fakeTokens()
    expect(await createCaeFetch(tokens, { resources })(orders)).toBeClaimsChallenge()
    expect(tokens).toHaveAskedOnce()
  })

  it('a step-up that needs the user rejects', async () => {
    network.use(...challengeHandlers(`${api}*`, { claims: authContext('c1') }))
    const tokens = fakeTokens({ answers: ['t1', interactionRequired()] })
    const call = createCaeFetch(tokens, { resources })(orders)
    await expect(call).rejects.toBeInstanceOf(InteractionRequiredError)
    await expect(call).rejects.toHaveProperty('claims', authContext('c1'))
  })

  it('a challenge that CORS hides is the response it was', async () => {
    network.use(...challengeHandlers(`${api}*`, { cors: 'hidden' }))
    const tokens = fakeTokens()
    const response = await createCaeFetch(tokens, { resources })(orders)
    expect(response.status).toBe(401)
    expect(response).not.toBeClaimsChallenge()
    expect(tokens).toHaveAskedTimes(0)
  })
}
