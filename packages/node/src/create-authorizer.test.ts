import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { describe, expect, it } from 'vitest'
import { createAuthorizer, type NodeAuthorizer } from './create-authorizer.ts'
import { daemonScopes, setScene } from './scene.fixture.ts'

/** Sends over node:http, which knows nothing of fetch. */
async function get({ authorize, answer }: NodeAuthorizer, url: string): Promise<number> {
  const call = { url }
  let status = 0
  let authorization = await authorize(call)
  while (authorization) {
    const outgoing = request(url, { headers: { authorization } }).end()
    const [incoming]: IncomingMessage[] = await once(outgoing, 'response')
    if (!incoming) throw new Error('no response')
    incoming.resume()
    status = incoming.statusCode ?? 0
    authorization = await answer(call, { status, headers: incoming.headers }, authorization)
  }
  return status
}

describe('an authorizer over MSAL', () => {
  it('answers a storm over fetch and node:http with one token request', async () => {
    await using scene = await setScene()
    const { api, emulator, events, options, config } = scene
    const app = new ConfidentialClientApplication(config('daemon'))
    const authorizer = createAuthorizer(app, options(daemonScopes))
    const url = `${api.url}/orders`
    expect(await get(authorizer, url)).toBe(200)
    const before = emulator.journal.tokenRequests().length
    await emulator.revokeSessions('daemon')
    const calls = Array.from({ length: 40 }, async (_, index) =>
      index % 2 ? get(authorizer, url) : (await authorizer.fetch(url)).status,
    )
    expect(new Set(await Promise.all(calls))).toEqual(new Set([200]))
    expect(emulator.journal.tokenRequests()).toHaveLength(before + 1)
    expect(events.filter(({ type }) => type === 'unresolved')).toEqual([])
  })

  it('checks its options when it is created', async () => {
    await using scene = await setScene()
    const app = new ConfidentialClientApplication(scene.config('daemon'))
    expect(() => createAuthorizer(app, { maxChallenges: -1 })).toThrow('maxChallenges')
    // @ts-expect-error: that is the point.
    expect(() => createAuthorizer({})).toThrow('The first argument must be')
  })
})
