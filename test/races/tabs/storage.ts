import type { Actor, Clock } from '../time/clock.ts'

/** The storage of an origin, which each tab sees a moment later than another has written it. */
export interface Storage {
  viewOf(actor: Actor): Record<string, unknown>
  /** Another has put something there, or has emptied it. */
  put(key: string, value: string | undefined): void
  values(): string[]
}

export function createStorage(clock: Clock): Storage {
  const views = new Map<Actor, Record<string, unknown>>()

  function set(view: Record<string, unknown>, key: string, value: string | undefined): void {
    if (value === undefined) delete view[key]
    else view[key] = value
  }

  function spread(from: Actor | undefined, key: string, value: string | undefined): void {
    for (const [actor, view] of views) {
      if (actor === from) continue
      // That a page stands still does not keep its storage from changing.
      const browser = { ...actor, state: 'running' as const, grain: 1 }
      clock.after(clock.random() * clock.random() * 120, browser, () => set(view, key, value))
    }
  }

  return {
    viewOf(actor) {
      const known = views.get(actor)
      if (known) return known
      const [first] = views.values()
      const methods = {
        getItem: (key: string) => view[key] ?? null,
        setItem(key: string, value: string) {
          set(view, key, value)
          spread(actor, key, value)
        },
        removeItem(key: string) {
          set(view, key, undefined)
          spread(actor, key, undefined)
        },
      }
      const view: Record<string, unknown> = Object.assign(Object.create(methods), first)
      views.set(actor, view)
      return view
    },
    put(key, value) {
      for (const view of views.values()) set(view, key, value)
    },
    values: () =>
      [...views.values()].flatMap((view) =>
        Object.entries(view).map(([key, value]) => `${key}=${value}`),
      ),
  }
}

/** Channels between tabs. */
export function createChannels(clock: Clock) {
  interface Channel {
    actor: Actor
    name: string
    onmessage: ((event: { data: unknown }) => void) | null
  }
  let open: Channel[] = []
  return {
    open: (actor: Actor) => open.filter((channel) => channel.actor === actor).length,
    classOf: (actor: Actor) =>
      class {
        readonly channel: Channel
        constructor(name: string) {
          this.channel = { actor, name, onmessage: null }
          open.push(this.channel)
        }
        set onmessage(listener: Channel['onmessage']) {
          this.channel.onmessage = listener
        }
        postMessage(data: unknown): void {
          for (const channel of open) {
            if (channel === this.channel || channel.name !== this.channel.name) continue
            const deliver = () => open.includes(channel) && channel.onmessage?.({ data })
            clock.after(clock.random() * clock.random() * 60, channel.actor, () => void deliver())
          }
        }
        close(): void {
          open = open.filter((channel) => channel !== this.channel)
        }
      },
  }
}
