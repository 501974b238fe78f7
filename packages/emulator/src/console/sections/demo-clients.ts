import { html, raw } from 'hono/html'
import type { Html } from '../../sign-in/pages/layout.ts'
import { drawRecoveries } from '../../waterfall/index.ts'
import { type ActionButton, actionButton } from '../controls.ts'
import { type DemoClient, keyOf, type Outcome, type UserClient } from '../demo/demo-client.ts'
import { type DemoRequestName, demoRequests } from '../demo/demo-requests.ts'

/** Calls to the demo API that a person can make here, to see what becomes of them. */
export function demoSection(clients: readonly DemoClient[] | undefined): Html {
  return html`<section id="demo" aria-labelledby="demo-title"><h2 id="demo-title">Try it</h2>
<div id="clients" data-live>${clients === undefined ? noApi : listOf(clients)}</div>
</section>`
}

const noApi = html`<p class="quiet">There is no API to try. Start the demo API beside the emulator: <code>await startOrdersApi(emulator)</code>.</p>`
const noClient = html`<p class="quiet">No client of this tenant has permissions at <code>api://orders</code> and can be played here.</p>`

function listOf(clients: readonly DemoClient[]): Html {
  if (clients.length === 0) return noClient
  return html`<p class="quiet">Send a request, revoke, send it again: the journal shows the 401 and how the client recovers.</p>
<div class="grid">${clients.map(clientCard)}</div>`
}

function clientCard(client: DemoClient): Html {
  const { app, outcome } = client
  const user = client.kind === 'user' ? client.user : undefined
  const canSend = client.kind === 'app' || user !== undefined
  return html`<article class="card" aria-labelledby="client-${keyOf(client)}">
<h3 id="client-${keyOf(client)}">${app.name}</h3><span class="sub">${client.kind === 'app' ? 'acts for itself' : (user ?? 'nobody is signed in')}</span>
${outcome ? result(outcome) : ''}
<div class="row">
${client.kind === 'user' && outcome?.claims ? signInButton(client) : ''}
${canSend ? html`${sendButton(client, 'read')}${sendButton(client, 'delete')}` : ''}
${client.kind === 'app' || outcome?.claims ? '' : signInButton(client)}
</div></article>`
}

function result({ call, tone, text, steps, events }: Outcome): Html {
  const way = steps.length > 0 ? html`<span>${steps.join(' → ')} →</span> ` : ''
  return html`<p class="result ${tone}"><strong>${demoRequests[call].label}</strong> ${way}${text}</p>${raw(drawRecoveries(events))}`
}

function sendButton(client: DemoClient, call: DemoRequestName): Html {
  const key = keyOf(client)
  return actionButton({
    action: 'send',
    fields: { client: key, call },
    label: demoRequests[call].label,
    about: `as ${client.app.name}`,
    id: `${call}-${key}`,
    kind: call === 'read' ? 'first' : undefined,
  })
}

function signInButton(client: UserClient): Html {
  const { outcome, user, app } = client
  const key = keyOf(client)
  const button = (label: string, call: DemoRequestName, kind?: ActionButton['kind']): Html =>
    actionButton({
      action: 'sign-in',
      fields: { client: key, call },
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
