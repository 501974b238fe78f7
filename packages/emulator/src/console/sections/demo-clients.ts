import { html } from 'hono/html'
import type { Html } from '../../sign-in/pages/layout.ts'
import { type ActionButton, actionButton } from '../controls.ts'
import { type Caller, keyOf, type Outcome } from '../demo/demo-client.ts'
import { type CallName, demoRequests } from '../demo/demo-requests.ts'

/** Calls to the demo API that a person can make here, to see what becomes of them. */
export function callersSection(callers: readonly Caller[] | undefined): Html {
  return html`<section id="demo" aria-labelledby="demo-title"><h2 id="demo-title">Try it</h2>
<div id="callers" data-live>${callers === undefined ? noApi : listOf(callers)}</div>
</section>`
}

const noApi = html`<p class="quiet">There is no API to try. Start the demo API beside the emulator: <code>await startOrdersApi(emulator)</code>.</p>`
const noClient = html`<p class="quiet">No client of this tenant has permissions at <code>api://orders</code> and can be played here.</p>`

function listOf(callers: readonly Caller[]): Html {
  if (callers.length === 0) return noClient
  return html`<p class="quiet">Send a request, revoke, send it again: the journal shows the 401 and how the client recovers.</p>
<div class="grid">${callers.map(callerCard)}</div>`
}

function callerCard(caller: Caller): Html {
  const { app, isWorkload, user, outcome } = caller
  const canSend = isWorkload || user !== undefined
  return html`<article class="card" aria-labelledby="caller-${keyOf(caller)}">
<h3 id="caller-${keyOf(caller)}">${app.name}</h3><span class="sub">${isWorkload ? 'acts for itself' : (user ?? 'nobody is signed in')}</span>
${outcome ? result(outcome) : ''}
<div class="row">
${outcome?.claims ? signInButton(caller) : ''}
${canSend ? html`${sendButton(caller, 'read')}${sendButton(caller, 'delete')}` : ''}
${isWorkload || outcome?.claims ? '' : signInButton(caller)}
</div></article>`
}

function result({ call, tone, text, steps }: Outcome): Html {
  const way = steps.length > 0 ? html`<span>${steps.join(' → ')} →</span> ` : ''
  return html`<p class="result ${tone}"><strong>${demoRequests[call].label}</strong> ${way}${text}</p>`
}

function sendButton(caller: Caller, call: CallName): Html {
  const key = keyOf(caller)
  return actionButton({
    action: 'send',
    fields: { caller: key, call },
    label: demoRequests[call].label,
    about: `as ${caller.app.name}`,
    id: `${call}-${key}`,
    kind: call === 'read' ? 'first' : undefined,
  })
}

function signInButton(caller: Caller): Html {
  const { outcome, user, app } = caller
  const key = keyOf(caller)
  const button = (label: string, call: CallName, kind?: ActionButton['kind']): Html =>
    actionButton({
      action: 'sign-in',
      fields: { caller: key, call },
      label,
      about: `with ${app.name}`,
      id: `sign-in-${key}`,
      kind,
      leaves: true,
    })
  if (outcome?.claims) return button('Sign in and send again', outcome.call, 'main')
  return user === undefined
    ? button('Sign in and GET /orders', 'read', 'first')
    : button('Switch user', 'read')
}
