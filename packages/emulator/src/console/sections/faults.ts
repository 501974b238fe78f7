import { html } from 'hono/html'
import { endpointNames, type FaultOptions } from '../../faults.ts'
import type { Html } from '../../sign-in/pages/layout.ts'
import { actionButton, actionForm, type Choice, select } from '../controls.ts'

/** What can go wrong on purpose. */
export const faultKinds: readonly (Choice & { readonly fault: FaultOptions })[] = [
  { value: '503', label: '503', fault: { status: 503 } },
  { value: '429', label: '429, Retry-After: 2', fault: { status: 429, retryAfter: 2 } },
  { value: 'malformed', label: 'JSON that breaks off', fault: { malformed: true } },
  { value: 'cut', label: 'a cut connection', fault: { cut: true } },
  { value: 'delay', label: 'an answer 2 s late', fault: { delay: '2s' } },
]

/** Faults, and the keys that tokens are signed with. */
export function faultsSection(): Html {
  const endpoints = endpointNames.map((value) => ({ value, label: value }))
  return html`<section id="faults" aria-labelledby="faults-title"><h2 id="faults-title">Faults and keys</h2>
<article class="card"><h3>What goes wrong next</h3>
${actionForm(
  'fault',
  {},
  html`${select('fault-kind', 'kind', 'Fault', faultKinds)}
${select('fault-endpoint', 'endpoint', 'At', [{ value: '', label: 'any endpoint' }, ...endpoints], 'token')}
<p class="field"><label for="fault-times">Times</label><input id="fault-times" name="times" type="number" min="1" value="1" required></p>
<button>Add fault</button>`,
)}
<div class="row">${actionButton({ action: 'clear-faults', fields: {}, label: 'Clear faults', id: 'clear-faults' })}
${actionButton({ action: 'rotate-keys', fields: {}, label: 'Rotate keys', id: 'rotate' })}
${actionButton({ action: 'rotate-keys', fields: { retire: 'yes' }, label: 'Rotate keys, retire the old', id: 'rotate-retire', kind: 'harm' })}</div>
</article></section>`
}
