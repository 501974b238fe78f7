import { html } from 'hono/html'
import type { EventBus } from '../../revocation/bus.ts'
import type { Html } from '../../sign-in/pages/layout.ts'
import type { ConsoleParts } from '../console.ts'
import { actionButton, actionForm } from '../controls.ts'
import { durationText, fullTime } from '../format-time.ts'

const steps = [
  ['1m', '+1 minute'],
  ['15m', '+15 minutes'],
  ['1h', '+1 hour'],
  ['1d', '+1 day'],
] as const

const durationPattern = String.raw`0|\d+(\.\d+)?(ms|s|m|h|d)`

/** The virtual clock, and how long events are under way. */
export function timeSection({ clock, bus }: Pick<ConsoleParts, 'clock' | 'bus'>): Html {
  const { propagationDelay } = bus
  return html`<section id="time" aria-labelledby="time-title"><h2 id="time-title">Time</h2>
<article class="card">
<div id="now" data-live><h3><time datetime="${new Date(clock.now()).toISOString()}">${fullTime(clock.now())}</time></h3>
<p class="quiet">Events reach the APIs ${delayText(propagationDelay)}.</p></div>
<div class="row">${steps.map(([by, label]) => actionButton({ action: 'advance', fields: { by }, label, id: `advance-${by}` }))}</div>
${actionForm(
  'delay',
  {},
  html`<p class="field"><label for="delay">Propagation delay</label><input id="delay" name="delay" value="${String(propagationDelay)}" list="delays" pattern="${durationPattern}" title="0, 30s, 15m or 1h" required autocomplete="off" spellcheck="false"></p>
<datalist id="delays"><option value="0"><option value="30s"><option value="5m"><option value="15m"></datalist>
<button>Set delay</button>`,
)}
</article>
</section>`
}

function delayText(delay: EventBus['propagationDelay']): string {
  const text = durationText(delay)
  return text === 'none' ? 'at once' : `after ${text}`
}
