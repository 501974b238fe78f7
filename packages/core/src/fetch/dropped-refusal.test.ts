import { describe, expect, it } from 'vitest'
import { standingBody } from '../../../../test/fakes/unkind-api.fixture.ts'
import { encodeClaims } from '../claims/claims-codec.ts'
import { api, connect, createTokens, nbf, outcome, settle } from './parties.fixture.ts'

function unendingRefusal() {
  const { body, isCancelled } = standingBody()
  const header = `Bearer claims="${encodeClaims(nbf(100))}"`
  const response = new Response(body, { status: 401, headers: { 'WWW-Authenticate': header } })
  return { response, isCancelled }
}

describe('the body of a refusal that nobody will see', () => {
  it('is cancelled when the call aborts while its own body is waited for', async () => {
    const { response, isCancelled } = unendingRefusal()
    const { caeFetch } = connect(createTokens(), async () => response)
    const controller = new AbortController()
    const body = new ReadableStream({ pull: () => new Promise(() => {}) })
    const { signal } = controller
    const streaming = { body, duplex: 'half' }
    const call = outcome(caeFetch(api, { method: 'POST', signal, ...streaming }))
    await settle()
    const reason = new Error('enough')
    controller.abort(reason)
    expect(await call).toBe(reason)
    expect(isCancelled()).toBe(true)
  })

  it('is cancelled when there is no fresh body to send', async () => {
    const { response, isCancelled } = unendingRefusal()
    const { caeFetch } = connect(createTokens(), async () => response)
    const reason = new Error('no body')
    const cae = { replay: () => Promise.reject(reason) }
    expect(await outcome(caeFetch(api, { method: 'POST', body: 'text', cae }))).toBe(reason)
    expect(isCancelled()).toBe(true)
  })
})
