import type { CaeEvent, CaeFetchOptions } from '@caefetch/core'

/** Without a listener of the application's own, diagnostics become warnings of the process. */
export const warnWithoutListener = (options: CaeFetchOptions): CaeFetchOptions => ({
  ...options,
  onEvent: options.onEvent ?? warn,
})

function warn(event: CaeEvent): void {
  if (event.type !== 'diagnostic') return
  process.emitWarning(event.message, { type: 'CaefetchWarning', code: event.code })
}
