import { encodeClaims, formatChallenge } from '@caefetch/core'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createCaeFetch } from './create-cae-fetch.ts'
import { pendingAfterRedirect } from './interaction/pending.ts'
import { account, failed, fakeMsal, result } from './msal.fixture.ts'
import type { BrowserOptions } from './options.ts'

const api = 'https://api.contoso.com/'
const claims = encodeClaims({ access_token: { nbf: { essential: true, value: '1' } } })
const header = formatChallenge({
  scheme: 'Bearer',
  params: { error: 'insufficient_claims', claims },
})

beforeEach(() => localStorage.clear())

/** An API that takes the token that is named, and challenges all others. */
function scene(
  accepted: string,
  msal: Parameters<typeof fakeMsal>[0],
  options: BrowserOptions = {},
) {
  const fake = fakeMsal(msal)
  const sent: string[] = []
  const events: string[] = []
  const caeFetch = createCaeFetch(fake.msal, {
    resources: { [api]: ['orders.read'] },
    prompt: async () => true,
    onEvent: (event) => events.push('kind' in event ? `${event.kind} ${event.state}` : event.type),
    async fetch(input, init) {
      const request = new Request(input, init)
      const token = request.headers.get('authorization')?.split(' ')[1] ?? 'none'
      sent.push(`${request.method} ${token}`)
      if (token === accepted) return new Response('ok')
      return new Response(null, { status: 401, headers: { 'WWW-Authenticate': header } })
    },
    ...options,
  })
  return { ...fake, caeFetch, sent, events }
}

describe('a call', () => {
  it('takes the token of its account, and is challenged in silence', async () => {
    const { caeFetch, sent, acquireTokenPopup, events } = scene('t2', {})
    expect((await caeFetch(new URL(api))).status).toBe(200)
    expect(sent).toEqual(['GET t1', 'GET t2'])
    expect(acquireTokenPopup).not.toHaveBeenCalled()
    expect(events).toEqual(['challenged', 'reauthenticated', 'replayed'])
  })

  it('asks the user where silence does not help', async () => {
    const silent = [result('t1'), failed('interaction_required')]
    const { caeFetch, sent, events } = scene('popup', { silent, popups: [result('popup')] })
    expect((await caeFetch(api, { method: 'PUT', body: 'x' })).status).toBe(200)
    expect(sent).toEqual(['PUT t1', 'PUT popup'])
    expect(events).toContain('popup succeeded')
  })

  it('asks nobody where it may not', async () => {
    const silent = [result('t1'), failed('interaction_required')]
    const { caeFetch, acquireTokenPopup } = scene('popup', { silent })
    await expect(caeFetch(api, { cae: { interaction: 'none' } })).rejects.toMatchObject({
      name: 'InteractionRequiredError',
      response: { status: 401 },
    })
    expect(acquireTokenPopup).not.toHaveBeenCalled()
  })

  it('gets no token of an account that has signed out meanwhile', async () => {
    const ada = account('ada')
    const { caeFetch, state, sent } = scene('t1', { accounts: [ada], active: ada })
    expect((await caeFetch(api)).status).toBe(200)
    state.accounts = []
    state.active = null
    state.emit('msal:logoutSuccess')
    state.cached = undefined
    await caeFetch(api).catch(() => {})
    expect(sent.filter((each) => each === 'GET t1')).toHaveLength(1)
  })

  it('is told as waiting when the page is left for another one', async () => {
    const silent = [failed('interaction_required')]
    const { caeFetch, acquireTokenRedirect } = scene('t', { silent }, { interaction: 'redirect' })
    acquireTokenRedirect.mockReturnValue(new Promise(() => {}))
    const calls = [
      caeFetch(new URL('orders/1', api), { method: 'DELETE' }),
      caeFetch(new Request(`${api}orders`, { method: 'POST', body: '{}' })),
    ]
    await vi.waitFor(() => expect(acquireTokenRedirect).toHaveBeenCalledOnce())
    expect(pendingAfterRedirect()).toEqual([
      { method: 'DELETE', url: `${api}orders/1` },
      { method: 'POST', url: `${api}orders` },
    ])
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    for (const call of calls) await expect(call).rejects.toThrow('did not confirm')
  })
})

it('tells at once, and once, that the client declares no cp1', async () => {
  const { caeFetch, events, state } = scene('t1', { auth: { clientCapabilities: [] } })
  expect(events).toEqual(['diagnostic'])
  for (let i = 0; i < 3; i++) {
    await caeFetch(api)
    state.emit('msal:loginSuccess')
  }
  expect(events).toEqual(['diagnostic'])
})
