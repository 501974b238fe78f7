import type { EventCallbackFunction, IPublicClientApplication } from '@azure/msal-browser'
import type { ClaimsRequest } from '@caefetch/core'
import type { Actor, Clock } from '../time/clock.ts'
import type { Entra } from './entra.ts'
import type { Ledger, Prompt } from './ledger.ts'

const account = {
  ...{ homeAccountId: 'ada', localAccountId: 'ada', environment: 'login', tenantId: 'tenant' },
  username: 'ada@contoso.test',
}
const clientId = 'a-client'
const cacheKey = `msal.${clientId}.token`

const failed = (errorCode: string): Error => Object.assign(new Error(errorCode), { errorCode })

interface Members {
  claims?: string
  forceRefresh?: boolean
  cacheLookupPolicy?: number
}

/**
 * What a tab has of MSAL: a memory that knows of what other tabs have got when it is told, and reads the
 * storage then; one popup at a time, which the browser blocks without a click.
 */
export function createMsal(
  tab: Actor,
  clock: Clock,
  ledger: Ledger,
  entra: Entra,
  /** What becomes of it; undefined where the browser blocks it. */
  openPopup: (claims: ClaimsRequest) => Promise<Prompt['outcome']> | undefined,
  hasTurn: () => boolean,
): IPublicClientApplication {
  const { isShared } = ledger
  const callbacks: EventCallbackFunction[] = []
  let memory: string | undefined
  let isInteracting = false

  const emit = (eventType: string) => {
    for (const callback of callbacks) {
      callback({ eventType, interactionType: 'popup' } as Parameters<EventCallbackFunction>[0])
    }
  }
  const passing = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => void clock.after(milliseconds, tab, resolve))

  function stored(): string | undefined {
    try {
      return localStorage.getItem(cacheKey) ?? undefined
    } catch {
      return undefined
    }
  }

  if (isShared) {
    memory = stored()
    new BroadcastChannel('msal.broadcast.cache').onmessage = ({ data }) => {
      if (Object(data).key === cacheKey) memory = stored() ?? memory
    }
  }

  function resultOf(value: string) {
    return {
      ...{ accessToken: value, tokenType: 'Bearer', account },
      expiresOn: new Date(Date.now() + 3_600_000),
    }
  }

  function keep(value: string): void {
    memory = value
    if (!isShared) return
    try {
      localStorage.setItem(cacheKey, value)
    } catch {}
    const channel = new BroadcastChannel('msal.broadcast.cache')
    channel.postMessage({ key: cacheKey, context: clientId })
    channel.close()
  }

  async function acquireTokenSilent({ claims, forceRefresh, cacheLookupPolicy }: Members) {
    await passing(1)
    if (cacheLookupPolicy === 1 || (!claims && !forceRefresh && memory)) {
      if (!memory) throw failed('no_tokens_found')
      return resultOf(memory)
    }
    const asked: ClaimsRequest = claims ? JSON.parse(claims) : {}
    const record: Ledger['requests'][number] = {
      ...{ tab, claims: claims ?? '', at: clock.now(), isDone: false },
      hasTurn: hasTurn(),
    }
    ledger.requests.push(record)
    await passing(entra.takes * (0.5 + clock.random()))
    record.endedAt = clock.now()
    if (entra.needsPerson(asked)) throw failed('interaction_required')
    record.isDone = true
    const { value } = entra.issue(asked)
    keep(value)
    return resultOf(value)
  }

  async function acquireTokenPopup({ claims }: Members) {
    if (isInteracting) throw failed('interaction_in_progress')
    const asked: ClaimsRequest = claims ? JSON.parse(claims) : {}
    const ended = openPopup(asked)
    if (!ended) throw failed('popup_window_error')
    isInteracting = true
    emit('msal:acquireTokenStart')
    const outcome = await ended
    isInteracting = false
    if (outcome === 'allowed') entra.confirm(asked)
    emit(`msal:acquireToken${outcome === 'allowed' ? 'Success' : 'Failure'}`)
    if (outcome !== 'allowed') throw failed(outcome === 'denied' ? 'access_denied' : 'timed_out')
    const { value } = entra.issue(asked)
    keep(value)
    return resultOf(value)
  }

  const msal: unknown = {
    acquireTokenSilent,
    acquireTokenPopup,
    getActiveAccount: () => account,
    getAllAccounts: () => [account],
    getConfiguration: () => ({
      auth: { clientId, redirectUri: '/auth.html', clientCapabilities: ['cp1'] },
      cache: { cacheLocation: isShared ? 'localStorage' : 'sessionStorage' },
    }),
    addEventCallback: (callback: EventCallbackFunction) => void callbacks.push(callback),
  }
  return msal as IPublicClientApplication
}
