/** How a thing turns out; 0 is well, and the others are as bad as its kind has it. */
export type Fate = 0 | 1 | 2 | 3 | 4

/** Something that somebody waits for, and that happens when it is let. */
export interface Pending {
  kind: 'token' | 'question' | 'send' | 'chunk' | 'share' | 'reader'
  label(): string
  /** Whether it can turn out well already. */
  isReady(): boolean
  /** Lets it happen; true if there is nothing more to come of it. */
  happen(fate: Fate): boolean
}

/** All that is under way in the world, in the order of its beginning. */
export interface Inbox {
  add(pending: Pending): void
  remove(pending: Pending): void
  all(): readonly Pending[]
  /** Lets one happen; says what it was. */
  let(pending: Pending, fate: Fate): string
}

export function createInbox(): Inbox {
  const waiting: Pending[] = []
  function remove(pending: Pending): void {
    const index = waiting.indexOf(pending)
    if (index >= 0) waiting.splice(index, 1)
  }
  return {
    add(pending) {
      waiting.push(pending)
    },
    remove,
    all: () => waiting,
    let(pending, fate) {
      const label = `${pending.label()} fate ${fate}`
      if (pending.happen(fate)) remove(pending)
      return label
    },
  }
}
