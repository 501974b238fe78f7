import type { CaeEvent, NodeOptions } from '@caefetch/node'

type Listener = NonNullable<NodeOptions['onEvent']>

/** Each session has a caefetch of its own; what is set up in a way that cannot work is told once for all. */
export function tellOnce(listener: Listener = warn): Listener {
  const told = new Set<string>()
  return (event, cae) => {
    if (event.type === 'diagnostic') {
      if (told.has(event.message)) return
      told.add(event.message)
    }
    listener(event, cae)
  }
}

/** As @caefetch/node does where nobody listens. */
function warn(event: CaeEvent): void {
  if (event.type !== 'diagnostic') return
  process.emitWarning(event.message, { type: 'CaefetchWarning', code: event.code })
}
