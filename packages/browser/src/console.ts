import type { CaeEvent } from '@caefetch/core'
import type { BrowserOptions } from './options.ts'

declare const process: { env: { NODE_ENV?: string } }

/**
 * While an application is developed, diagnostics are told on the console as well. A listener that
 * throws must not cost the user the answer they gave.
 */
export function withConsole(
  options: BrowserOptions,
): BrowserOptions & { onEvent: (event: CaeEvent) => void } {
  return {
    ...options,
    onEvent(event) {
      if (event.type === 'diagnostic' && isDevelopment()) console.warn(`caefetch: ${event.message}`)
      try {
        options.onEvent?.(event)
      } catch {}
    },
  }
}

/** Bundlers replace the expression; without one there is no `process` to ask. */
function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== 'production'
  } catch {
    return true
  }
}
