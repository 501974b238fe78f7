import { type Actor, currentActor } from '../time/clock.ts'

/** The globals of each tab: whoever runs code sees its own. */
export function installGlobals(
  of: (actor: Actor) => Record<string, unknown> | undefined,
): () => void {
  const names = [
    ...['navigator', 'document', 'localStorage', 'sessionStorage', 'BroadcastChannel', 'location'],
    ...['addEventListener', 'removeEventListener', 'MutationObserver', 'CSSStyleSheet'],
  ]
  const before = names.map(
    (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
  )
  for (const [name, descriptor] of before) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get() {
        const actor = currentActor()
        const own = actor && of(actor)
        if (own) {
          const value = own[name]
          if (value instanceof Error) throw value
          return value
        }
        return descriptor?.get ? descriptor.get.call(globalThis) : descriptor?.value
      },
    })
  }
  return () => {
    for (const [name, descriptor] of before) {
      Reflect.deleteProperty(globalThis, name)
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
    }
  }
}
