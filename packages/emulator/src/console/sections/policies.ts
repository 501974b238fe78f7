import { html } from 'hono/html'
import type { Policy } from '../../policy/policy.ts'
import type { Html } from '../../sign-in/pages/layout.ts'
import type { ConsoleParts } from '../console.ts'
import { actionButton, actionForm, type Choice, select, tags } from '../controls.ts'
import { durationText } from '../format-time.ts'
import { countryName, knownPlaces } from '../places.ts'

export const demands: readonly Choice[] = [
  { value: 'mfa', label: 'multifactor authentication' },
  { value: 'compliantDevice', label: 'compliant device' },
  { value: 'block', label: 'block access' },
]

/** Conditional Access: what is in force, and a form for more. */
export function policiesSection({
  directory,
  policies,
}: Pick<ConsoleParts, 'directory' | 'policies'>): Html {
  const users = directory.users.map(({ upn }) => ({ value: upn, label: upn }))
  const resources = directory.apps.flatMap(({ resource }) => resource ?? [])
  const apis = resources.map(({ uri }) => ({ value: uri, label: uri }))
  const places = knownPlaces.map(({ country }) => ({ value: country, label: countryName(country) }))
  const everyone = { value: '', label: 'everyone' }
  const all = [...policies]
  return html`<section id="policies" aria-labelledby="policies-title"><h2 id="policies-title">Conditional Access</h2>
<div id="policy-list" class="grid" data-live>${all.length === 0 ? html`<p class="quiet">No policy.</p>` : all.map(policyCard)}</div>
<article class="card"><h3>Require more</h3>
${actionForm(
  'add-policy',
  {},
  html`${select('policy-grant', 'grant', 'Demand', demands)}
${select('policy-user', 'user', 'Of', [everyone, ...users])}
${select('policy-resource', 'resource', 'At', [{ value: '', label: 'every API' }, ...apis])}
${select('policy-country', 'country', 'From', [{ value: '', label: 'anywhere' }, ...places])}
<button class="main">Add policy</button>`,
)}</article>
</section>`
}

function policyCard(policy: Policy): Html {
  const { id, name, enabled } = policy
  return html`<article class="card" aria-labelledby="policy-${id}">
<h3 id="policy-${id}">${name}</h3>
${tags([...(enabled ? [] : [{ text: 'off', tone: 'bad' as const }]), ...conditionsOf(policy).map((text) => ({ text }))])}
<div class="row">
${actionButton({ action: 'switch-policy', fields: { policy: id, enabled: enabled ? 'no' : 'yes' }, label: enabled ? 'Turn off' : 'Turn on', about: name, id: `switch-${id}` })}
${actionButton({ action: 'remove-policy', fields: { policy: id }, label: 'Remove', about: name, id: `remove-${id}` })}
</div></article>`
}

function conditionsOf(policy: Policy): string[] {
  const { users, excludeUsers, clients, workloads, resources, authContexts } = policy
  const { risk, locations, signInFrequency, grant } = policy
  const list = (names: 'all' | readonly string[], all: string): string =>
    names === 'all' ? all : names.join(', ')
  return [
    list(users, 'everyone'),
    excludeUsers.length > 0 && `but not ${excludeUsers.join(', ')}`,
    clients !== 'all' && `with ${clients.join(', ')}`,
    workloads.length > 0 && `workloads: ${list(workloads, 'all')}`,
    authContexts.length > 0 ? `context ${authContexts.join(', ')}` : list(resources, 'every API'),
    risk && `at risk ${risk.join(', ')}`,
    locations?.include && `from ${locations.include.map(countryName).join(', ')}`,
    locations?.exclude && `not from ${locations.exclude.map(countryName).join(', ')}`,
    signInFrequency !== undefined && `sign in every ${durationText(signInFrequency)}`,
    grant === 'block' ? 'blocked' : grant.length > 0 && `needs ${grant.join(' and ')}`,
  ].filter((text) => typeof text === 'string')
}
