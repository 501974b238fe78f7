import type { ClaimsRequest } from '@caefetch/core'
import { createClock } from '../time/clock.ts'
import { createEntra } from './entra.ts'
import { installGlobals } from './globals.ts'
import { createLedger, type Ledger, type Path, type Prompt } from './ledger.ts'
import { createLockManager } from './locks.ts'
import { createChannels, createStorage } from './storage.ts'
import { type Browser, createTab, type Tab } from './tab.ts'

export interface TabsOptions {
  seed: number
  tabs: number
  /** Whether MSAL's cache is the same for all tabs. */
  isShared: boolean
  isStorageBlocked: boolean
  /** Whether the browser has Web Locks. */
  hasLocks: boolean
  vendor: string
}

/** A browser with tabs of an application, and its user. */
export interface Tabs extends Disposable {
  ledger: Ledger
  pass(milliseconds: number): Promise<void>
  open(): void
  close(place: number): void
  call(place: number, path: Path, count: number): void
  /** The user turns to a tab, or away from all. Two windows may show a tab each. */
  look(place: number, state: 'visible' | 'hidden'): void
  freeze(place: number): void
  thaw(place: number): void
  click(place: number, on: 'continue' | 'cancel' | 'page'): void
  endPopup(place: number, outcome: NonNullable<Prompt['outcome']>): void
  /** The page takes all out of its document that it does not know. */
  swap(place: number): void
  revoke(isLocked: boolean): void
  provider(takes: number): void
  storage(value: string | undefined): void
  finish(): Promise<void>
}

const mostTabs = 4

export function createTabs(options: TabsOptions): Tabs {
  const { isShared, hasLocks } = options
  const clock = createClock(options.seed)
  const ledger = createLedger(isShared && !options.isStorageBlocked, hasLocks)
  const tabs: Tab[] = []
  const browser: Browser = {
    clock,
    ledger,
    entra: createEntra(clock),
    locks: createLockManager(clock),
    storage: createStorage(clock),
    channels: createChannels(clock),
    ...{ vendor: options.vendor, isStorageBlocked: options.isStorageBlocked, shown },
  }
  const { entra, locks, storage } = browser
  const uninstall = installGlobals((actor) => tabs.find((tab) => tab.actor === actor)?.globals)

  const living = () => tabs.filter(({ actor }) => actor.state !== 'gone')
  const isSeen = ({ page, actor }: Tab) =>
    page.visibilityState === 'visible' && actor.state === 'running'

  /** Whether its popup is open, or has just ended: then the user comes back to it. */
  const hasPopup = ({ actor }: Tab): boolean =>
    ledger.prompts.some(
      ({ kind, tab, endedAt = clock.now() }) =>
        kind === 'popup' && tab === actor && endedAt > clock.now() - 3000,
    )

  /** What the user sees to answer. */
  const promptsOf = (tab: Tab): string[] =>
    [tab.popup && 'a popup', isSeen(tab) && tab.page.dialog() && 'a dialog'].flatMap((what) =>
      what ? [`${what} of ${tab.actor.name}`] : [],
    )

  function shown(tab: Tab, kind: Prompt['kind'], claims?: ClaimsRequest): Prompt {
    const waiting = ledger.calls.flatMap(({ tab: own, demand, demandedAt = 0, settledAt }) =>
      own === tab.actor && demand && settledAt === undefined ? [{ demand, since: demandedAt }] : [],
    )
    const prompt: Prompt = {
      ...{ tab: tab.actor, kind, at: clock.now(), isSeen: isSeen(tab), claims, waiting },
      ...(claims && { isNeeded: entra.needsPerson(claims) }),
      others: living().flatMap((other) => (other === tab ? [] : promptsOf(other))),
    }
    ledger.prompts.push(prompt)
    return prompt
  }

  const as = (place: number, act: (tab: Tab) => void): void => {
    const among = living().filter(({ actor }) => actor.state === 'running')
    const tab = among[place % Math.max(1, among.length)]
    if (tab) clock.run(tab.actor, () => act(tab))
  }

  function noteDialogs(): void {
    for (const tab of tabs) {
      if (tab.dialog && !tab.page.dialog()) {
        tab.dialog.endedAt = clock.now()
        tab.dialog = undefined
      }
    }
  }

  async function pass(milliseconds: number): Promise<void> {
    await clock.passUntil(() => {
      noteDialogs()
      return false
    }, milliseconds)
    noteDialogs()
  }

  function open(): void {
    if (living().length === mostTabs) return
    const tab = createTab(clock.actor(`tab ${tabs.length + 1}`), browser)
    tabs.push(tab)
    clock.run(tab.actor, () => {
      tab.look('visible')
      tab.start()
    })
  }

  function close(tab: Tab): void {
    tab.popup?.('closed')
    tab.actor.state = 'gone'
    ledger.stops.push({ tab: tab.actor, at: clock.now() })
    locks.end(tab.actor)
  }

  /** Whoever waits in a tab that the user sees is asked, or served, whatever other tabs do. */
  function noteHeld(): void {
    if (living().some((tab) => promptsOf(tab).length > 0)) return
    for (const { number, tab, settledAt } of ledger.calls) {
      const own = tabs.find(({ actor }) => actor === tab)
      if (settledAt === undefined && own && isSeen(own)) {
        ledger.held.push(`call ${number} of ${tab.name} is held up`)
      }
    }
  }

  function answer(): void {
    const popup = living().find((tab) => tab.popup)
    const asking = living().find((tab) => isSeen(tab) && tab.page.dialog())
    if (popup) popup.popup?.('allowed')
    else if (asking) clock.run(asking.actor, () => asking.click('continue'))
  }

  for (let number = 0; number < options.tabs; number++) open()

  return {
    ...{ ledger, pass, open },
    close(place) {
      const tab = living()[place % Math.max(1, living().length)]
      if (tab && living().length > 1) close(tab)
    },
    call(place, path, count) {
      as(place, (tab) => {
        for (let made = 0; made < count; made++) tab.call(path)
      })
    },
    look: (place, state) => as(place, (tab) => tab.look(state)),
    freeze(place) {
      const hidden = living().filter(
        (tab) =>
          tab.page.visibilityState === 'hidden' && tab.actor.state === 'running' && !hasPopup(tab),
      )
      const tab = hidden[place % Math.max(1, hidden.length)]
      if (!tab) return
      tab.actor.state = 'still'
      ledger.stops.push({ tab: tab.actor, at: clock.now() })
    },
    thaw(place) {
      const frozen = living().filter(({ actor }) => actor.state === 'still')
      const tab = frozen[place % Math.max(1, frozen.length)]
      if (!tab) return
      tab.actor.state = 'running'
      clock.run(tab.actor, () => tab.look('visible'))
    },
    click: (place, on) => as(place, (tab) => tab.click(on)),
    endPopup(place, outcome) {
      const asking = living().filter(({ popup }) => popup)
      asking[place % Math.max(1, asking.length)]?.popup?.(outcome)
    },
    swap: (place) =>
      as(place, ({ page }) => {
        for (const child of [...page.documentElement.children]) child.remove()
      }),
    revoke: (isLocked) => entra.revoke(isLocked),
    provider(takes) {
      entra.takes = takes
    },
    storage(value) {
      ledger.hasForgotten = true
      storage.put('caefetch.declined', value)
    },
    async finish() {
      entra.takes = 60
      // Each of the turns that a call takes may wait for a frozen tab.
      await pass(30_000)
      noteHeld()
      for (const tab of living()) {
        tab.actor.state = 'running'
        clock.run(tab.actor, () => tab.look('visible'))
      }
      for (let round = 0; round < 200; round++) {
        await pass(3000)
        const isOver = ledger.calls.every(
          ({ settledAt, tab }) => settledAt !== undefined || tab.state === 'gone',
        )
        if (isOver) break
        answer()
      }
      for (const tab of living()) tab.popup?.('closed')
      await pass(61_000)
      ledger.left.push(...living().flatMap((tab) => tab.leftovers()))
      const texts = [
        ...locks.names,
        ...storage.values().filter((text) => !text.startsWith('msal.')),
      ]
      if (texts.some((text) => text.includes('secret-token'))) ledger.left.push('a token in words')
      if (storage.values().some((text) => !/^(msal\.|caefetch\.declined=)/.test(text))) {
        ledger.left.push(`in storage: ${storage.values().map((text) => text.split('=')[0])}`)
      }
    },
    [Symbol.dispose]() {
      uninstall()
      clock[Symbol.dispose]()
    },
  }
}
