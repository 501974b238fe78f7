import { encodeClaims, formatChallenge } from '@caefetch/core'
import { expect, test } from 'vitest'
import { type LoopbackApi, startLoopbackApi } from './loopback-api.fixture.ts'
import { button, mia, press, signInAs, startBrowser } from './spa.fixture.ts'

const visit = await startBrowser()

const acrsOf = (authorization = ''): unknown => {
  const [, payload = ''] = authorization.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}').acrs
}

/** An API that takes only tokens with the authentication context c1. */
const startGuardedApi = (): Promise<LoopbackApi> =>
  startLoopbackApi(({ authorization }, response) => {
    if (String(acrsOf(authorization)).includes('c1')) return
    const claims = encodeClaims({ access_token: { acrs: { essential: true, value: 'c1' } } })
    response.statusCode = 401
    response.setHeader('access-control-expose-headers', 'WWW-Authenticate')
    response.setHeader(
      'www-authenticate',
      formatChallenge({ scheme: 'Bearer', params: { error: 'insufficient_claims', claims } }),
    )
  })

test.for([
  ['a revocation', 'a step-up'],
  ['a step-up', 'a revocation'],
] as const)('%s, then %s while the user is asked: one popup', async ([first, second]) => {
  await using spa = await visit()
  await using guarded = await startGuardedApi()
  await spa.signIn()
  await spa.page.evaluate(async (url) => {
    const scopes = ['api://orders/orders.read']
    globalThis.caeFetch = caefetch.createCaeFetch(msal, {
      resources: { [api]: scopes, [url]: scopes },
    })
    await caeFetch(`${api}/orders`)
    Object.assign(globalThis, {
      call: (name: string) => {
        const index = outcomes.push('waiting') - 1
        caeFetch(name === 'a step-up' ? url : `${api}/orders`).then(
          ({ status }) => (outcomes[index] = status),
          (error) => (outcomes[index] = error.name),
        )
      },
    })
  }, guarded.url)
  await spa.entra.revokeSessions(mia)
  spa.entra.journal.clear()
  await spa.withoutClick(`call('${first}')`)
  await spa.page.getByRole('dialog').waitFor()
  const silent = spa.asked().length
  await spa.page.evaluate(`call('${second}')`)
  // It cannot be met silently either, and waits with the first.
  await expect.poll(() => spa.asked().length).toBeGreaterThan(silent + 1)
  await expect.poll(() => spa.page.evaluate('outcomes')).toEqual(['waiting', 'waiting'])
  await spa.inPopup(() => button(spa.page, 'Continue').click(), [signInAs(mia), press('Approve')])
  expect(await spa.outcomes()).toEqual([200, 200])
  expect(spa.prompts()).toBe(1)
})
