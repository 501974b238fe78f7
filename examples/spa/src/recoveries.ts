import type { BrowserOptions } from '@caefetch/browser'
import { drawRecoveries, waterfallStyle } from '@caefetch/emulator/waterfall'
import { show } from './page.ts'

type Event = Parameters<NonNullable<BrowserOptions['onEvent']>>[0]

const mostEvents = 500
const events: Event[] = []

const sheet = document.createElement('style')
sheet.textContent = waterfallStyle
document.head.append(sheet)

/** Adds an event to the pictures of what caefetch did. */
export function drawEvent(event: Event): void {
  events.push(event)
  if (events.length > mostEvents) events.shift()
  // Events come in bursts: one picture does for all of a task.
  if (isDue) return
  isDue = true
  setTimeout(() => {
    isDue = false
    show('recoveries').innerHTML = drawRecoveries(events)
  })
}

let isDue = false
