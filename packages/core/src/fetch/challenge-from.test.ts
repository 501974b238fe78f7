import { describe, expect, it } from 'vitest'
import { pimChallenge } from '../challenge/pim-challenge.ts'
import { authContext } from '../claims/auth-context.ts'
import { InvalidClaimsError } from '../errors.ts'
import {
  api,
  challenge,
  connect,
  createApi,
  createTokens,
  nbf,
  outcome,
} from './parties.fixture.ts'
import type { ChallengeFrom } from './resources.ts'

const claims = authContext('c1')
const message = `&claims=${encodeURIComponent(JSON.stringify(claims))}`
const refusal = () =>
  Response.json(
    { error: { code: 'RoleAssignmentRequestAcrsValidationFailed', message } },
    { status: 400 },
  )

function scene(
  answer: (token: string | undefined) => Response,
  challengeFrom: ChallengeFrom = pimChallenge,
) {
  const server = createApi(({ token }) => answer(token))
  const tokens = createTokens()
  const resources = { [api]: { scopes: ['roles'], challengeFrom } }
  return { server, tokens, ...connect(tokens, server.fetch, { resources }) }
}

describe('a challenge that stands elsewhere', () => {
  it('is answered as one in the header, and the body sent again', async () => {
    const { caeFetch, tokens, server, told } = scene((token) =>
      token === 't1' ? refusal() : Response.json({ by: token }),
    )
    const response = await caeFetch(api, { method: 'POST', body: 'role' })
    expect(await response.json()).toEqual({ by: 't2' })
    expect(tokens.requests[1]).toMatchObject({ claims, rejectedToken: 't1' })
    expect(server.received.map(({ body }) => body)).toEqual(['role', 'role'])
    expect(told('challenged')).toMatchObject([{ status: 400, reason: 'authentication-context' }])
  })

  it('that is repeated comes back, its body unread', async () => {
    const { caeFetch, tokens, told } = scene(refusal)
    const response = await caeFetch(api)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { message } })
    expect(tokens.requests).toHaveLength(2)
    expect(told('unresolved')).toMatchObject([{ code: 'repeated' }])
  })

  it('stands behind one in the header', async () => {
    const { caeFetch, tokens } = scene((token) =>
      token === 't1' ? challenge(nbf(1)) : new Response('ok'),
    )
    expect(await (await caeFetch(api)).text()).toBe('ok')
    expect(tokens.requests[1]).toMatchObject({ claims: nbf(1) })
  })

  it('is not looked for in a success, or where the resource does not say', async () => {
    const seen: number[] = []
    const { caeFetch } = scene(
      () => new Response('ok'),
      ({ status }) => void seen.push(status),
    )
    await caeFetch(api)
    expect(seen).toEqual([])
    const server = createApi(refusal)
    const plain = connect(createTokens(), server.fetch)
    expect((await plain.caeFetch(api)).status).toBe(400)
    expect(server.received).toHaveLength(1)
  })

  it('must be a claims request', async () => {
    // @ts-expect-error: that is the point.
    const { caeFetch } = scene(refusal, () => ({ access_token: 7 }))
    expect(await outcome(caeFetch(api))).toBeInstanceOf(InvalidClaimsError)
  })

  it('ends its search with the signal', async () => {
    const controller = new AbortController()
    const { caeFetch } = scene(refusal, () => {
      controller.abort(new Error('left'))
      return new Promise(() => {})
    })
    expect(await outcome(caeFetch(api, { signal: controller.signal }))).toMatchObject({
      message: 'left',
    })
  })
})
