/** Something that all tabs can know. */
export interface Announcement {
  /** Resolves when the next tab that asks hears of it. */
  heard: Promise<void>
  takeBack(): void
}

/**
 * Lets all tabs know of something. It is held as a shared Web Lock, which needs no storage, is there for the
 * tab that takes the next turn, and goes with its tab.
 */
export function announce(name: string): Announcement {
  let takeBack = () => {}
  const ended = new Promise<void>((resolve) => {
    takeBack = resolve
  })
  const heard = new Promise<void>((resolve) => {
    const held = navigator.locks?.request(name, { mode: 'shared' }, () => {
      resolve()
      return ended
    })
    // Without Web Locks nobody hears of it.
    if (held) held.catch(resolve)
    else resolve()
  })
  return { heard, takeBack }
}

/** A moment, in milliseconds: the next tab takes its turn within. */
const moment = 1000

/** Lets all tabs know of something for a moment; resolves when the next one that asks hears of it. */
export async function announceBriefly(name: string): Promise<void> {
  const { heard, takeBack } = announce(name)
  setTimeout(takeBack, moment)
  await heard
}

/** What tabs have announced under names that begin so: the rest of each name. */
export async function announced(prefix: string): Promise<string[]> {
  try {
    const { held = [] } = await navigator.locks.query()
    const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(prefix))
    return names.map((name) => name.slice(prefix.length))
  } catch {
    return []
  }
}

/** A name for who announces: what they have announced themselves is no news to them. */
export const createAuthor = (): string => Math.random().toString(36).slice(2)
