import type { CaeEvent } from '@caefetch/core'
import type { BrowserOptions } from './options.ts'

declare const process: { env: { NODE_ENV?: string } }

/** While an application is developed, diagnostics are told on the console as well. */
export function withConsole(
  options: BrowserOptions,
): BrowserOptions & { onEvent: (event: CaeEvent) => void } {
  return {
    ...options,
    onEvent(event) {
      if (event.type === 'diagnostic' && isDevelopment()) console.warn(`caefetch: ${event.message}`)
      options.onEvent?.(event)
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
