import type { CaeEvent } from '@caefetch/core'
import { drawRecovery } from './draw-recovery.ts'
import { readRecoveries } from './recoveries.ts'

export { waterfallStyle } from './style.ts'

/**
 * Draws each recovery of one caefetch from its events, the latest first, as markup for `innerHTML`; runs
 * anywhere, and needs `waterfallStyle` on the page.
 *
 * @example
 * const events: CaeEvent[] = []
 * const onEvent = (event: CaeEvent) => {
 *   events.push(event)
 *   element.innerHTML = drawRecoveries(events)
 * }
 * createCaeFetch(tokens, { onEvent })
 */
export function drawRecoveries(events: Iterable<CaeEvent>): string {
  return readRecoveries(events).reverse().map(drawRecovery).join('')
}
