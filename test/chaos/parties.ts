import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import type { CaeEvent } from '@caefetch/core'
import { startEmulator } from '@caefetch/emulator'
import { createCaeFetch, type Interaction, systemBrowser, withCae } from '@caefetch/node'
import { startProcess } from '../../examples/fleet/start-process.ts'
import { signInOnPages } from '../../packages/node/src/pages.fixture.ts'
import { createRandom } from '../nightly/random.ts'
import type { Chronicle } from './chronicle.ts'
import type { ApiCommand, ApiReport, ApiSettings } from './messages.ts'
import { maxReplayBytes, type PlannedCall, type Principal } from './plan.ts'

const people = ['mfa-user@contoso.test', 'plain-user@contoso.test'] as const

/** A local Entra, an API in another process, a daemon, and a command line tool with two users. */
export async function startParties(seed: number, chronicle: Chronicle) {
  const stack = new AsyncDisposableStack()
  const entra = stack.use(await startEmulator())
  const { tenantId, issuer, jwksUri } = entra
  const settings: ApiSettings = {
    ...{ seed, tenantId, issuer, jwksUri },
    audience: entra.audience('api://orders'),
  }
  const process = startProcess<ApiCommand, ApiReport>('../../test/chaos/api.ts', settings)
  const api = stack.use(process)
  const { url: origin } = await api.ask('ready')
  entra.events.push({ url: `${origin}/events`, audience: 'https://chaos.contoso.test/events' })
  const unsubscribe = entra.journal.subscribe((entry) => {
    if (entry.endpoint === 'token') chronicle.tokenRequests.push({ at: Date.now(), ...entry })
  })
  stack.defer(unsubscribe)

  const events: CaeEvent[] = []
  const options = (scopes: string[]) => ({
    resources: { [origin]: scopes },
    maxReplayBytes,
    tokenTimeout: 5000,
    onEvent: (event: CaeEvent) => void events.push(event),
  })

  const random = createRandom(seed + 1)
  const cli = new PublicClientApplication(withCae(entra.msalConfig('cli')))
  const signIn = (user: string): Interaction =>
    systemBrowser(async (url) => void (await signInOnPages(url, user)))
  const scopes = ['api://orders/orders.read', 'api://orders/orders.write']
  for (const user of people) await signIn(user)(cli, { scopes })

  /** Users click, or do not; who has no second factor cannot do what takes one. */
  const interaction: Interaction = async (app, request) => {
    const user = request.account?.username as Principal
    const question = { user, startedAt: Date.now(), endedAt: Number.NaN, isDenied: true }
    chronicle.questions.push(question)
    const isBeyond = user === 'plain-user@contoso.test' && request.claims?.includes('acrs')
    try {
      if (isBeyond || random() < 0.3) throw new Error('The user has closed the window.')
      const result = await signIn(user)(app, request)
      question.isDenied = false
      return result
    } finally {
      question.endedAt = Date.now()
    }
  }
  const userFetch = createCaeFetch(cli, { ...options(scopes), interaction })
  const daemon = new ConfidentialClientApplication(withCae(entra.msalConfig('daemon')))
  const daemonFetch = createCaeFetch(daemon, options(['api://orders/.default']))

  return {
    entra,
    origin,
    events,
    async send({ principal, mayAsk }: PlannedCall, input: string | Request, init: RequestInit) {
      if (principal === 'daemon') return daemonFetch(input, init)
      const accounts = await cli.getTokenCache().getAllAccounts()
      const account = accounts.find(({ username }) => username === principal)
      if (!account) throw new Error(`${principal} is not signed in any more.`)
      const cae = { account, ...(mayAsk ? {} : { interaction: 'none' as const }) }
      return userFetch(input, { ...init, cae })
    },
    attempts: async () => (await api.ask('told', { type: 'tell' })).attempts,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

export type Parties = Awaited<ReturnType<typeof startParties>>
