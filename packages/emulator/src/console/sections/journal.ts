import type { ClaimsRequest } from '@caefetch/core'
import { html } from 'hono/html'
import type { JournalEntry } from '../../journal.ts'
import type { Html } from '../../sign-in/pages/layout.ts'
import { type Activity, type ActivityLog, keptActivities } from '../activity.ts'
import { claimsText } from '../claims-text.ts'
import { clockTime, durationText } from '../format-time.ts'

/** What happens, the newest first, announced as it comes. */
export function journalSection(log: ActivityLog): Html {
  const entries = [...log.latest()].reverse()
  return html`<section class="journal" aria-labelledby="journal-title">
<div class="bar"><h2 id="journal-title">Live journal</h2><p id="connection" role="status">Reload the page to see what is new.</p></div>
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
}

export function entryRow(activity: Activity): Html {
  const { tone, mark, title, detail, who = [], outcome = [], claims } = toRow(activity)
  const people = who.filter(Boolean).join(' · ')
  const result = outcome.filter(Boolean).join(' · ')
  return html`<li id="entry-${activity.id}" class="entry ${tone}"><time datetime="${activity.time}">${clockTime(activity.time)}</time> <span class="mark">${mark}</span> <div><strong>${title}</strong>${detail !== undefined && html` ${detail}`}${people && html` <span class="who">${people}</span>`}${result && html`<br><span class="outcome">${result}</span>`}${claims && html`<br><span class="quiet">claims</span> <code>${claims}</code>`}</div></li>`
}

function toRow(activity: Activity): Row {
  switch (activity.kind) {
    case 'request':
      return requestRow(activity.entry)
    case 'api': {
      const { method, path, status, client, user, error, claims } = activity.answer
      return {
        tone: toneOf(status),
        mark: String(status),
        title: 'API',
        detail: `${method} ${path}`,
        who: [client, user],
        outcome: [error],
        claims: claimsText(claims),
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
  }
}

/** What clients ask for, to be told just this. */
const isNormal = ({ error }: { readonly error: string }): boolean =>
  ['login_required', 'authorization_pending'].includes(error)

const toneOf = (status: number): Row['tone'] => (status < 400 ? 'good' : 'bad')
