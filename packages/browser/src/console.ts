import type { CaeEvent } from '@caefetch/core'

declare const process: { env: { NODE_ENV?: string } }

/** While an application is developed, diagnostics are told on the console as well. */
export const tellConsole =
  (listener: ((event: CaeEvent) => void) | undefined): ((event: CaeEvent) => void) =>
  (event) => {
    if (event.type === 'diagnostic' && isDevelopment()) console.warn(`caefetch: ${event.message}`)
    listener?.(event)
  }

/** Bundlers replace the expression; without one there is no `process` to ask. */
function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== 'production'
  } catch {
    return true
  }
}
