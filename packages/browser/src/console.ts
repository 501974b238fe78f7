import type { CaeFetchOptions } from '@caefetch/core'

type Listener = NonNullable<CaeFetchOptions['onEvent']>

declare const process: { env: { NODE_ENV?: string } }

/** While an application is developed, diagnostics are told on the console as well. */
export const tellConsole =
  (listener: Listener | undefined): Listener =>
  (...heard) => {
    const [event] = heard
    if (event.type === 'diagnostic' && isDevelopment()) console.warn(`caefetch: ${event.message}`)
    listener?.(...heard)
  }

/** Bundlers replace the expression; without one there is no `process` to ask. */
function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== 'production'
  } catch {
    return true
  }
}
