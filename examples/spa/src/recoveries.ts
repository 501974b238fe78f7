import type { BrowserOptions } from '@caefetch/browser'
import { drawRecoveries, waterfallStyle } from '@caefetch/emulator/waterfall'
import { show } from './page.ts'

type Event = Parameters<NonNullable<BrowserOptions['onEvent']>>[0]

const mostEvents = 500
const events: Event[] = []

// A constructed sheet and a policy of its own, so that the page works under a strict Content-Security-Policy.
const sheet = new CSSStyleSheet()
sheet.replaceSync(waterfallStyle)
document.adoptedStyleSheets.push(sheet)
const policy = globalThis.trustedTypes?.createPolicy('recoveries', { createHTML: (html) => html })

/** Adds an event to the pictures of what caefetch did. */
export function drawEvent(event: Event): void {
  events.push(event)
  if (events.length > mostEvents) events.shift()
  // Events come in bursts: one picture does for all of a task.
  if (isDue) return
  isDue = true
  setTimeout(() => {
    isDue = false
    const html = drawRecoveries(events)
    // What is drawn is escaped; the types of the DOM know no TrustedHTML.
    Reflect.set(show('recoveries'), 'innerHTML', policy?.createHTML(html) ?? html)
  })
}

let isDue = false

declare global {
  var trustedTypes:
    | { createPolicy(name: string, rules: { createHTML(html: string): string }): TrustedPolicy }
    | undefined
}

interface TrustedPolicy {
  createHTML(html: string): object
}
