import { expect, test } from 'vitest'
import { mia, signInAs, startBrowser } from '../../e2e/spa.fixture.ts'
import { serve } from '../../interop/loopback.fixture.ts'
import { negotiate, serveHub } from '../hub.fixture.ts'
import { loadClients } from './load-clients.fixture.ts'

const visit = await startBrowser()

/** A hub that takes whom the API takes, for pages of any origin. */
async function startHub(fetchApi: (request: Request) => Promise<Response>, api: string) {
  const statuses: number[] = []
  const answer = async (request: Request): Promise<Response> => {
    const headers = new Headers({
      'access-control-allow-origin': request.headers.get('origin') ?? '*',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'authorization, x-requested-with, x-signalr-user-agent',
      'access-control-expose-headers': 'WWW-Authenticate',
    })
    if (request.method === 'OPTIONS') return new Response(null, { headers })
    const authorization = request.headers.get('authorization') ?? ''
    const asked = await fetchApi(new Request(`${api}/orders`, { headers: { authorization } }))
    statuses.push(asked.status)
    const challenge = asked.headers.get('www-authenticate')
    if (challenge) headers.set('www-authenticate', challenge)
    return negotiate(request, { status: asked.status, headers })
  }
  const server = await serve(answer)
  serveHub(server.server, answer)
  return { ...server, statuses }
}

test.for(['silently', 'by the user'] as const)(
  'fetch, XMLHttpRequest and SignalR in one storm that is met %s: one token, one question at most',
  async (met) => {
    await using spa = await visit()
    await using hub = await startHub(spa.api.fetch, spa.api.url)
    await spa.signIn()
    await loadClients(spa.page)
    const storm = (): Promise<unknown> =>
      spa.page.evaluate(`(async () => {
        const { caeFetch, axios, hub } = clients
        const calls = Array.from({ length: 10 }, () => [
          caeFetch(api + '/orders').then((response) => response.status),
          axios.get('/orders').then((response) => response.status),
        ])
        const answers = await Promise.all([
          ...calls.flat(),
          hub.start().then(() => hub.invoke('Place', 200)),
        ])
        await hub.stop()
        return [answers.length, ...new Set(answers)]
      })()`)
    await spa.page.evaluate((hubUrl) => {
      Object.assign(globalThis, { clients: connectClients(msal, api, hubUrl) })
    }, `${hub.url}/hub`)
    expect(await storm()).toEqual([21, 200])

    if (met === 'silently') await spa.entra.moveTo(mia, { ip: '198.51.100.7', country: 'DE' })
    else await spa.entra.revokeSessions(mia)
    spa.entra.journal.clear()
    const before = spa.api.requests.length
    let ended: Promise<unknown> | undefined
    const begin = async (): Promise<void> => {
      ended = storm()
    }
    if (met === 'silently') await begin()
    else await spa.inPopup(begin, [signInAs(mia)])
    expect(await ended).toEqual([21, 200])
    const refused = spa.api.requests.slice(before).filter(({ status }) => status === 401)
    expect(refused.length).toBeGreaterThan(20)
    expect(spa.prompts()).toBe(met === 'silently' ? 0 : 1)
    // That the refresh token no longer does, and the hidden frame neither, is found out once.
    const byUser = ['refresh_token', 'authorize', 'authorize', 'sign-in', 'authorization_code']
    expect(spa.asked()).toEqual(met === 'silently' ? ['refresh_token'] : byUser)
  },
)
