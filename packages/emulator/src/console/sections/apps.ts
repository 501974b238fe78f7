import { html } from 'hono/html'
import type { Html } from '../../sign-in/pages/layout.ts'
import type { Authority } from '../../tenant/authority.ts'
import { type App, isConfidential } from '../../tenant/model.ts'
import { msalConfig } from '../../tenant/msal-config.ts'
import type { ConsoleParts } from '../console.ts'
import { actionButton, type Tag, tags } from '../controls.ts'
import { isClient, msalSnippet } from '../msal-snippet.ts'

/** Clients and APIs, and what to paste into a client. */
export function appsSection({
  authority,
  directory,
}: Pick<ConsoleParts, 'authority' | 'directory'>): Html {
  return html`<section id="apps" aria-labelledby="apps-title"><h2 id="apps-title">Apps</h2>
<div class="grid">${clientsFirst(directory.apps).map((app) => appCard(authority, app))}</div>
</section>`
}

const clientsFirst = (apps: readonly App[]): App[] => [
  ...apps.filter(isClient),
  ...apps.filter((app) => !isClient(app)),
]

function appCard(authority: Authority, app: App): Html {
  return html`<article class="card" aria-labelledby="name-${app.id}">
<div id="app-${app.id}" data-live>
<h3 id="name-${app.id}">${app.name}</h3><code class="sub">${app.clientId}</code>
${tags(factsOf(app))}
${isClient(app) ? actions(app) : ''}
</div>
${isClient(app) ? html`<details><summary>MSAL configuration<span class="unseen"> of ${app.name}</span></summary><pre tabindex="0"><code>${msalSnippet(app, msalConfig(authority, app))}</code></pre></details>` : ''}
</article>`
}

function factsOf(app: App): Tag[] {
  const { resource } = app
  const kind = app.platform === 'spa' ? 'single page app' : app.platform
  return [
    ...(app.enabled ? [] : [{ text: 'disabled', tone: 'bad' as const }]),
    ...(isClient(app) ? [{ text: isConfidential(app) ? 'confidential client' : kind }] : []),
    ...(resource ? [{ text: `API ${resource.uri}` }] : []),
    ...(resource && !resource.cae ? [{ text: 'no CAE' }] : []),
  ]
}

function actions(app: App): Html {
  const { id, name, enabled } = app
  return html`<div class="row">
${isConfidential(app) ? revokeButton(app) : ''}
${actionButton({ action: enabled ? 'disable-app' : 'enable-app', fields: { who: name }, label: enabled ? 'Disable' : 'Enable', about: name, id: `able-${id}` })}
</div>`
}

/** Only those who act for themselves have tokens of their own. */
function revokeButton({ id, name }: App): Html {
  return actionButton({
    action: 'revoke',
    fields: { who: name },
    label: 'Revoke tokens',
    about: `of ${name}`,
    id: `revoke-${id}`,
    kind: 'harm',
  })
}
