import { describe, expect, it } from 'vitest'
import { InteractionRequiredError, ReauthenticationError } from './index.ts'
import { assertionOf, startMiddleTier } from './middle-tier.fixture.ts'
import { expectNoSecrets, mia, rejection, setScene } from './scene.fixture.ts'

describe('what the caller has to answer', () => {
  it('after a revocation: the claims and the 401, and no secret', async () => {
    await using scene = await setScene()
    const { api, emulator, events, tokens } = scene
    const { onBehalfOf } = startMiddleTier(scene)
    const assertion = await assertionOf(scene, mia)
    await onBehalfOf(assertion)(`${api.url}/orders`)
    await emulator.revokeSessions(mia)
    const error = await rejection(onBehalfOf(assertion)(`${api.url}/orders`))
    if (!(error instanceof InteractionRequiredError)) throw error
    expect(error.claims).toMatchObject({
      access_token: { nbf: { essential: true, value: expect.stringMatching(/^\d+$/) } },
    })
    expect(error.response?.status).toBe(401)
    expect(error.response?.bodyUsed).toBe(false)
    expect(error.cause).toMatchObject({ name: 'InteractionRequiredAuthError' })
    expectNoSecrets([error, events], [assertion, ...tokens])
    expect(`${error} ${JSON.stringify([error, events])}`).not.toContain('nbf')
  })

  it('for a step-up: the claims of the API and of the identity provider', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { onBehalfOf } = startMiddleTier(scene)
    const assertion = await assertionOf(scene, mia)
    const error = await rejection(
      onBehalfOf(assertion)(`${api.url}/orders/1`, { method: 'DELETE' }),
    )
    if (!(error instanceof InteractionRequiredError)) throw error
    expect(error.claims).toEqual({
      access_token: {
        acrs: { essential: true, value: 'c1' },
        capolids: { essential: true, values: [emulator.policies.list()[0]?.id] },
      },
    })
  })

  it('at the first token already: the claims of the identity provider', async () => {
    await using scene = await setScene()
    const { emulator, api } = scene
    emulator.policies.add({ name: 'Orders need MFA', resources: ['api://orders'], grant: ['mfa'] })
    const { onBehalfOf } = startMiddleTier(scene)
    const error = await rejection(onBehalfOf(await assertionOf(scene, mia))(`${api.url}/orders`))
    if (!(error instanceof InteractionRequiredError)) throw error
    expect(error.claims).toMatchObject({ access_token: { capolids: { essential: true } } })
    expect(error.response).toBeUndefined()
    expect(api.requests).toEqual([])
  })

  it.each([
    ['expired', '29h', 500133, (own: string) => own],
    ['made up', '0s', 50013, (own: string) => `made.up.${own}`],
    ['given with its scheme', '0s', 50013, (own: string) => `Bearer ${own}`],
  ] as const)(
    'for an assertion that is %s: nothing, a person cannot help',
    async (_, age, errorNo, alter) => {
      await using scene = await setScene()
      const { onBehalfOf } = startMiddleTier(scene)
      const own = await assertionOf(scene, mia)
      await scene.emulator.clock.advance(age)
      const assertion = alter(own)
      const error = await rejection(onBehalfOf(assertion)(`${scene.api.url}/orders`))
      expect(error).toBeInstanceOf(ReauthenticationError)
      expect(error).toMatchObject({
        cause: { errorNo },
        claims: undefined,
        message: expect.stringContaining(`AADSTS${errorNo}`),
      })
      expectNoSecrets([error, scene.events], [assertion, own])
    },
  )

  it('for the token of another API: nothing, a person cannot help', async () => {
    await using scene = await setScene()
    const { onBehalfOf } = startMiddleTier(scene)
    const assertion = await scene.emulator.accessToken({
      client: 'spa',
      user: mia,
      scopes: ['api://orders/orders.read'],
    })
    const error = await rejection(onBehalfOf(assertion)(`${scene.api.url}/orders`))
    expect(error).toBeInstanceOf(ReauthenticationError)
    expectNoSecrets([error, scene.events], [assertion])
  })
})
