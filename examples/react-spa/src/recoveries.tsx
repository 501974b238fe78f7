import { drawRecoveries, waterfallStyle } from '@caefetch/emulator/waterfall'
import { useMemo, useSyncExternalStore } from 'react'
import { getEvents, subscribe } from './events.ts'

// A constructed sheet, so that the page works under a strict Content-Security-Policy.
const sheet = new CSSStyleSheet()
sheet.replaceSync(waterfallStyle)
document.adoptedStyleSheets.push(sheet)

/** Draws what caefetch did about each challenge, the latest first. */
export function Recoveries() {
  const events = useSyncExternalStore(subscribe, getEvents)
  const html = useMemo(() => drawRecoveries(events), [events])
  if (html === '') return <p className="hint">No call was challenged yet.</p>
  // biome-ignore lint/security/noDangerouslySetInnerHtml: what is drawn is escaped.
  return <div dangerouslySetInnerHTML={{ __html: html }} />
}
