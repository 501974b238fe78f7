import { html } from 'hono/html'
import type { Html } from '../../sign-in/pages/layout.ts'
import type { Session } from '../../sign-in/sessions.ts'
import type { User } from '../../tenant/model.ts'
import type { ConsoleParts } from '../console.ts'
import { actionButton, actionForm, select, tags } from '../controls.ts'
import { clockTime } from '../format-time.ts'
import { countryName, knownPlaces } from '../places.ts'

const riskLevels = ['none', 'low', 'medium', 'high']

/** People, their sessions, and what can happen to them. */
export function usersSection({
  directory,
  sessions,
}: Pick<ConsoleParts, 'directory' | 'sessions'>): Html {
  return html`<section id="users" aria-labelledby="users-title"><h2 id="users-title">Users and sessions</h2>
<div class="grid">${directory.users.map((user) => userCard(user, sessions.of(user)))}</div>
</section>`
}

function userCard(user: User, sessions: readonly Session[]): Html {
  return html`<article class="card" aria-labelledby="name-${user.id}">
<div id="user-${user.id}" data-live>
<h3 id="name-${user.id}">${user.name}</h3><span class="sub">${user.upn}</span>
${tags(factsOf(user))}
${sessionList(sessions)}
${user.deleted ? '' : mainActions(user)}
</div>
${user.deleted ? '' : moreActions(user)}
</article>`
}

function factsOf(user: User): Parameters<typeof tags>[0] {
  const { enabled, deleted, canMfa, risk, location, deviceCompliant } = user
  return [
    ...(deleted ? [{ text: 'deleted', tone: 'bad' as const }] : []),
    ...(enabled ? [] : [{ text: 'disabled', tone: 'bad' as const }]),
    { text: canMfa ? 'second factor' : 'password only' },
    { text: `${countryName(location.country)}, ${location.ip}` },
    { text: `risk: ${risk}`, tone: risk === 'high' ? 'bad' : undefined },
    deviceCompliant ? { text: 'compliant device' } : { text: 'device not compliant', tone: 'bad' },
  ]
}

function sessionList(sessions: readonly Session[]): Html {
  if (sessions.length === 0) return html`<p class="quiet">No session.</p>`
  return html`<ul class="sessions">${sessions.map(
    ({ id, authTime, mfaTime }) =>
      html`<li>Session <code>${id.slice(0, 8)}</code> since ${clockTime(authTime)}${mfaTime === undefined ? '' : html`, second factor at ${clockTime(mfaTime)}`}</li>`,
  )}</ul>`
}

function mainActions({ id, upn, name, enabled }: User): Html {
  return html`<div class="row">
${actionButton({ action: 'revoke', fields: { who: upn }, label: 'Revoke sessions', about: `of ${name}`, id: `revoke-${id}`, kind: 'harm' })}
${actionButton({ action: enabled ? 'disable-user' : 'enable-user', fields: { who: upn }, label: enabled ? 'Disable' : 'Enable', about: name, id: `able-${id}` })}
</div>`
}

function moreActions(user: User): Html {
  const { id, upn, name, risk, location } = user
  const who = { who: upn }
  const places = knownPlaces.map(({ country }) => ({ value: country, label: countryName(country) }))
  const risks = riskLevels.map((value) => ({ value, label: value }))
  const about = html`<span class="unseen"> of ${name}</span>`
  return html`<details><summary>More that can happen<span class="unseen"> to ${name}</span></summary>
<div class="events">
${actionForm('move', who, html`${select(`move-${id}`, 'country', 'Country', places, location.country)}<button>Move${about}</button>`)}
${actionForm('risk', who, html`${select(`risk-${id}`, 'level', 'Risk', risks, risk)}<button>Set risk${about}</button>`)}
${actionForm('password', who, html`<p class="field"><label for="password-${id}">New password</label><input id="password-${id}" name="password" autocomplete="off" autocapitalize="none" spellcheck="false" required></p><button>Change password${about}</button>`)}
<div class="row">
${actionButton({ action: 'enable-mfa', fields: who, label: 'Register a second factor', about: `for ${name}`, id: `mfa-${id}` })}
${actionButton({ action: 'device', fields: { ...who, compliant: 'no' }, label: 'Device falls out of compliance', about: `of ${name}`, id: `device-no-${id}` })}
${actionButton({ action: 'device', fields: { ...who, compliant: 'yes' }, label: 'Device is compliant again', about: `of ${name}`, id: `device-yes-${id}` })}
</div></div></details>`
}
