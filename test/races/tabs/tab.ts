import { createCaeFetch } from '@caefetch/browser'
import { encodeClaims, formatChallenge } from '@caefetch/core'
import type { Actor, Clock } from '../time/clock.ts'
import type { Entra } from './entra.ts'
import type { Call, Ledger, Path, Prompt } from './ledger.ts'
import type { LockManager } from './locks.ts'
import { createMsal } from './msal.ts'
import { Listening, Page } from './page.ts'
import type { createChannels, Storage } from './storage.ts'

/** What all tabs of a browser have in common. */
export interface Browser {
  clock: Clock
  ledger: Ledger
  entra: Entra
  locks: LockManager
  storage: Storage
  channels: ReturnType<typeof createChannels>
  vendor: string
  isStorageBlocked: boolean
  /** A prompt is shown to the user. */
  shown(tab: Tab, kind: Prompt['kind'], claims?: Prompt['claims']): Prompt
}

/** A tab of the application. */
export interface Tab {
  actor: Actor
  page: Page
  globals: Record<string, unknown>
  /** The popup before it. */
  popup: ((outcome: NonNullable<Prompt['outcome']>) => void) | undefined
  dialog: Prompt | undefined
  start(): void
  call(path: Path): void
  /** The user clicks, on a button of the dialog or somewhere. */
  click(on: 'continue' | 'cancel' | 'page'): void
  look(state: 'visible' | 'hidden'): void
  /** What is left of what caefetch has made. */
  leftovers(): string[]
}

const place = 'https://api.example/'
/** How long a click counts, in milliseconds. */
const activation = 5000

export function createTab(actor: Actor, browser: Browser): Tab {
  const { clock, ledger, entra, locks, storage, channels } = browser
  const window = new Listening()
  let actedAt = Number.NEGATIVE_INFINITY
  const page = new Page(
    (run) => void clock.after(0, actor, run),
    () => {
      if (!tab.dialog) tab.dialog = browser.shown(tab, 'dialog')
    },
  )
  const refused = new DOMException('The storage is blocked.', 'SecurityError')
  const view = browser.isStorageBlocked ? refused : storage.viewOf(actor)
  let caeFetch: ReturnType<typeof createCaeFetch> | undefined

  /** An act of the user's, which counts for popups and against what was declined. */
  function act(): void {
    actedAt = clock.now()
    window.emit('click')
  }

  async function fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const [path = '', number = ''] = String(input).slice(place.length).split('/')
    const call = ledger.calls[Number(number) - 1]
    const value = new Headers(init?.headers).get('authorization')?.split(' ')[1]
    await new Promise<void>((resolve) => void clock.after(3 + clock.random() * 20, actor, resolve))
    const demand = entra.demandOf(path as Path, value)
    if (call) Object.assign(call, { demand, demandedAt: clock.now() })
    if (!demand) return new Response('ok')
    const params: Record<string, string> =
      Object.keys(demand).length > 0
        ? { error: 'insufficient_claims', claims: encodeClaims(demand) }
        : { error: 'invalid_token' }
    const header = formatChallenge({ scheme: 'Bearer', params })
    return new Response(null, { status: 401, headers: { 'www-authenticate': header } })
  }

  const hasTurn = () => locks.namesOf(actor).includes('caefetch.user')

  function openPopup(claims: NonNullable<Prompt['claims']>) {
    if (clock.now() - actedAt > activation) return undefined
    const prompt = browser.shown(tab, 'popup', claims)
    const { promise, resolve } = Promise.withResolvers<Prompt['outcome']>()
    tab.popup = (outcome) => {
      tab.popup = undefined
      Object.assign(prompt, { outcome, endedAt: clock.now() })
      clock.after(2, actor, () => {
        if (outcome !== 'allowed') ledger.declines.push({ tab: actor, at: clock.now() })
        resolve(outcome)
      })
    }
    return promise
  }

  const tab: Tab = {
    actor,
    page,
    popup: undefined,
    dialog: undefined,
    globals: {
      document: page,
      localStorage: view,
      sessionStorage: view,
      location: { href: page.baseURI, origin: 'https://app.example', pathname: '/' },
      BroadcastChannel: channels.classOf(actor),
      MutationObserver: page.observerClass(),
      CSSStyleSheet: class {
        replaceSync(): void {}
      },
      addEventListener: window.addEventListener,
      removeEventListener: window.removeEventListener,
      navigator: {
        ...(ledger.hasLocks && { locks: locks.of(actor) }),
        vendor: browser.vendor,
        userActivation: {
          get isActive() {
            return clock.now() - actedAt <= activation
          },
        },
      },
    },
    start() {
      const msal = createMsal(actor, clock, ledger, entra, openPopup, hasTurn)
      caeFetch = createCaeFetch(msal, {
        resources: { [place]: ['a'] },
        fetch,
        onEvent: (event) => event.type === 'diagnostic' && event.code,
      })
    },
    call(path) {
      const number = ledger.calls.length + 1
      const call: Call = { number, tab: actor, path, at: clock.now() }
      ledger.calls.push(call)
      caeFetch?.(`${place}${path}/${number}`).then(
        ({ status }) => Object.assign(call, { status, settledAt: clock.now() }),
        (error) => Object.assign(call, { error, settledAt: clock.now() }),
      )
    },
    click(on) {
      const dialog = page.dialog()
      const button = on === 'page' ? undefined : dialog?.find(on)
      if (on !== 'page' && !button) return
      // What lies behind a dialog is not clicked on.
      if (on === 'page' && dialog) return
      act()
      if (on === 'cancel') ledger.declines.push({ tab: actor, at: clock.now() })
      else ledger.acts.push({ tab: actor, at: clock.now() })
      button?.emit('click')
    },
    look(state) {
      page.visibilityState = state
      actor.grain = state === 'hidden' ? 1000 : 1
      page.emit('visibilitychange')
    },
    leftovers() {
      const counts: [string, number][] = [
        ['locks', locks.namesOf(actor).length],
        ['channels', channels.open(actor) - (ledger.isShared ? 1 : 0)],
        ['timers', clock.due(actor)],
        ['listeners of visibility', page.count('visibilitychange')],
        ['observers', page.observed()],
        ['elements', page.documentElement.children.length],
      ]
      return counts.flatMap(([what, count]) =>
        count > 0 ? [`${actor.name} has ${count} ${what}`] : [],
      )
    },
  }
  return tab
}
