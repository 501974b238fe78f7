import { html } from 'hono/html'
import { type Html, htmlDocument, layout, pageHeaders } from '../sign-in/pages/layout.ts'
import type { ActivityLog } from './activity.ts'
import type { ConsoleParts } from './console.ts'
import { actionButton } from './controls.ts'
import type { DemoClient } from './demo/demo-client.ts'
import { appsSection } from './sections/apps.ts'
import { demoSection } from './sections/demo-clients.ts'
import { faultsSection } from './sections/faults.ts'
import { journalSection } from './sections/journal.ts'
import { policiesSection } from './sections/policies.ts'
import { timeSection } from './sections/time.ts'
import { usersSection } from './sections/users.ts'

const links = [
  ['demo', 'Try it'],
  ['users', 'Users'],
  ['policies', 'Conditional Access'],
  ['time', 'Time'],
  ['faults', 'Faults'],
  ['apps', 'Apps'],
  ['tenant', 'Tenant'],
  ['journal-title', 'Journal'],
] as const

/** Nothing runs but the emulator's own files, and forms go nowhere else. */
export const consoleHeaders: Readonly<Record<string, string>> = {
  ...pageHeaders,
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  // Without a referrer browsers would not say where a form comes from either.
  'referrer-policy': 'same-origin',
}

/** The page at `/`: the tenant, what can be done to it, and what happens. */
export function consolePage(
  parts: ConsoleParts,
  log: ActivityLog,
  clients: readonly DemoClient[] | undefined,
): Html {
  const { domain, tenantId } = parts.directory
  const head = html`<link rel="stylesheet" href="/admin/style.css">
<link rel="icon" href="/admin/icon.svg" type="image/svg+xml">
<script src="/admin/script.js" defer></script>`
  return htmlDocument(
    `${domain} – caefetch emulator`,
    head,
    html`<header><div><h1>${domain} <span>caefetch emulator</span></h1><p class="quiet">A local Microsoft Entra at <code>${parts.authority.origin}</code>, tenant <code>${tenantId}</code></p></div>
<nav aria-label="On this page">${links.map(([id, label]) => html`<a href="#${id}">${label}</a>`)}</nav></header>
<p id="problem" role="alert"></p>
<main>
${demoSection(clients)}
${journalSection(log)}
<div class="rest">
${usersSection(parts)}
${policiesSection(parts)}
${timeSection(parts)}
${faultsSection()}
${appsSection(parts)}
<section id="tenant" aria-labelledby="tenant-title"><h2 id="tenant-title">Tenant</h2>
<article class="card"><p class="quiet">Save the tenant as it is now, for <code>--config tenant.json</code>, or have users, apps, policies, faults and the delay as they were at the start.</p>
<div class="row"><a class="button" href="/admin/tenant.json" download="tenant.json">Save as tenant.json</a>
${actionButton({ action: 'reset', fields: {}, label: 'Reset', about: 'the tenant', id: 'reset', kind: 'harm' })}</div></article></section>
</div>
</main>`,
  )
}

/** What a form that makes no sense leads to. */
export function refusedPage(message: string): Html {
  return layout(
    'That did not work',
    html`<p role="alert">${message}</p><p><a href="/">Back to the page</a></p>`,
  )
}
