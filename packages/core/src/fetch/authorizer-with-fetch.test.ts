import { describe, expect, it, vi } from 'vitest'
import { scene } from './authorizer.fixture.ts'
import { api, createTokens, gate } from './parties.fixture.ts'

describe('an authorizer and its fetch', () => {
  it('make one token request of one storm', async () => {
    const tokens = createTokens()
    const { send, fetch, authorize, server } = scene(tokens)
    await authorize({ url: api })
    const calls = Array.from({ length: 50 }, (_, index) =>
      index % 2 ? send() : fetch(api).then((response) => response.text()),
    )
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['served']))
    expect(tokens.requests).toHaveLength(2)
    expect(server.received).toHaveLength(100)
  })

  it('ask the user once', async () => {
    const user = gate()
    const askUser = vi.fn(async ({ takeClaims }: { takeClaims(): unknown }) => {
      await user.passed
      takeClaims()
      return { token: 't2', expiresOn: Date.now() + 3_600_000 }
    })
    const needsPerson = Object.assign(new Error('MFA'), { errorCode: 'interaction_required' })
    const tokens = createTokens((_, number) => {
      if (number > 1) throw needsPerson
      return {}
    })
    const { send, fetch } = scene({ ...tokens, askUser })
    const calls = [send(), fetch(api).then((response) => response.text()), send()]
    await vi.waitFor(() => expect(askUser).toHaveBeenCalled())
    user.open()
    expect(await Promise.all(calls)).toEqual(['served', 'served', 'served'])
    expect(askUser).toHaveBeenCalledOnce()
  })
})
