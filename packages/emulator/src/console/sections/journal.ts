import type { ClaimsRequest } from '@caefetch/core'
import { html } from 'hono/html'
import type { JournalEntry } from '../../journal.ts'
import type { Html } from '../../sign-in/pages/layout.ts'
import { type Activity, type ActivityLog, keptActivities } from '../activity.ts'
import { claimsText } from '../claims-text.ts'
import { actionButton } from '../controls.ts'
import { clockTime, durationText } from '../format-time.ts'

/** What happens, the newest first, announced as it comes. */
export function journalSection(log: ActivityLog): Html {
  const entries = [...log.latest()].reverse()
  return html`<section class="journal" aria-labelledby="journal-title">
<div class="bar"><h2 id="journal-title">Live journal</h2><p id="connection" role="status">Reload the page to see what is new.</p></div>
<div class="tools"><p class="field"><label for="filter">Filter</label><input id="filter" type="search" placeholder="401, mfa-user, nbf …" autocomplete="off" spellcheck="false"></p>
<a class="button" href="/admin/journal.json" download="journal.json">Export</a>${actionButton({ action: 'clear', fields: {}, label: 'Clear', about: 'the journal', id: 'clear' })}</div>
<div class="entries" role="log" aria-live="polite" aria-labelledby="journal-title" tabindex="0"><ol id="entries" reversed data-last="${entries[0]?.id ?? 0}" data-kept="${keptActivities}">${entries.map(entryRow)}</ol>
<p class="quiet empty">Nothing yet. Sign in with your app, or try the demo API: each request appears here as it is answered.</p></div>
</section>`
}

interface Row {
  readonly tone: 'good' | 'bad' | 'note'
  /** Three letters or digits. */
  readonly mark: string
  readonly title: string
  readonly detail?: string | undefined
  readonly who?: readonly (string | undefined)[]
  readonly outcome?: readonly (string | undefined | false)[]
  readonly claims?: string | undefined
  /** What the row opens to. */
  readonly parts?: readonly Part[]
  /** Whose sessions can be revoked beside it. */
  readonly revocable?: string | undefined
}

export function entryRow(activity: Activity): Html {
  const { tone, mark, title, detail, who = [], outcome = [], claims, ...row } = toRow(activity)
  const { parts = [], revocable } = row
  const { id, time, recovery } = activity
  const people = who.filter(Boolean).join(' · ')
  const result = outcome.filter(Boolean).join(' · ')
  const line = html`<strong>${title}</strong>${detail !== undefined && html` ${detail}`}${people && html` <span class="who">${people}</span>`}${result && html`<br><span class="outcome">${result}</span>`}${claims && html`<br><span class="quiet">claims</span> <code>${claims}</code>`}${recovery && html`<br><span class="quiet">recovery ${recovery.id}, +${recovery.after} ms</span>`}`
  const inside =
    parts.length === 0
      ? html`<div>${line}</div>`
      : html`<details><summary>${line}</summary>${revocable !== undefined && actionButton({ action: 'revoke', fields: { who: revocable }, label: 'Revoke', about: revocable, id: `revoke-entry-${id}`, kind: 'harm' })}${parts.map(partOf)}</details>`
  return html`<li id="entry-${id}" class="entry ${tone}${recovery ? ' recovering' : ''}"><time datetime="${time}">${clockTime(time)}</time> <span class="mark">${mark}</span> ${inside}</li>`
}

interface Part {
  readonly label: string
  readonly text: string
}

const partOf = ({ label, text }: Part): Html =>
  html`<h4>${label} <button type="button" class="copy">Copy<span class="unseen"> ${label}</span></button></h4><pre tabindex="0"><code>${text}</code></pre>`

/** The parts that are there, as JSON unless they are text. */
function partsOf(values: Readonly<Record<string, unknown>>): Part[] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => ({
      label,
      text: typeof value === 'string' ? value : JSON.stringify(value, null, 2),
    }))
}

function toRow(activity: Activity): Row {
  switch (activity.kind) {
    case 'request':
      return requestRow(activity.entry)
    case 'api': {
      const { method, path, status, client, user, error, claims, challenge, token } =
        activity.answer
      return {
        tone: toneOf(status),
        mark: String(status),
        title: 'API',
        detail: `${method} ${path}`,
        who: [client, user],
        outcome: [error],
        claims: claimsText(claims),
        parts: partsOf({ Token: token, 'WWW-Authenticate': challenge, Claims: claims }),
        revocable: user ?? client,
      }
    }
    case 'event': {
      const { type, about } = activity
      return { tone: 'note', mark: '»', title: type, detail: 'reaches the APIs', who: [about] }
    }
    case 'action':
      return { tone: 'note', mark: '•', title: activity.text }
  }
}

function requestRow(entry: JournalEntry): Row {
  const { endpoint, grant, method, path, status, client, user, error, issued, claims } = entry
  const { claims: token, ...summary } = issued ?? {}
  return {
    tone: error ? (isNormal(error) ? 'note' : 'bad') : toneOf(status),
    mark: String(status),
    title: endpoint,
    detail: grant ?? (endpoint === 'other' ? `${method} ${path}` : undefined),
    who: [client, user],
    outcome: [
      error && `AADSTS${error.code} ${error.error}`,
      error?.suberror,
      issued?.kinds.join(' + '),
      issued?.expiresIn !== undefined && `for ${durationText(issued.expiresIn * 1000)}`,
      issued?.authContexts && `acrs ${issued.authContexts.join(', ')}`,
      entry.fault !== undefined && `fault: ${entry.fault}`,
    ],
    claims: claimsText(claims as ClaimsRequest | undefined),
    parts: partsOf({
      Token: token,
      Claims: claims,
      Scopes: entry.scopes,
      Issued: issued && summary,
      Error: error,
    }),
    revocable: user ?? (grant === 'client_credentials' ? client : undefined),
  }
}

/** What clients ask for, to be told just this. */
const isNormal = ({ error }: { readonly error: string }): boolean =>
  ['login_required', 'authorization_pending'].includes(error)

const toneOf = (status: number): Row['tone'] => (status < 400 ? 'good' : 'bad')
