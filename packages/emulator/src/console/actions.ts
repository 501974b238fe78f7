import { ConfigurationError } from '@caefetch/core'
import { type Duration, milliseconds } from '../duration.ts'
import type { EndpointName } from '../faults.ts'
import type { GrantControl } from '../policy/policy.ts'
import type { Form } from '../server/form.ts'
import type { RiskLevel } from '../tenant/model.ts'
import { need } from '../tenant/need.ts'
import type { ConsoleParts } from './console.ts'
import { durationText } from './format-time.ts'
import { countryName, knownPlaces } from './places.ts'
import { faultKinds } from './sections/faults.ts'
import { demands } from './sections/policies.ts'

/** What actions change. */
type ActionParts = Pick<
  ConsoleParts,
  'clock' | 'directory' | 'policies' | 'bus' | 'criticalEvents' | 'faults' | 'keys'
>

/** Something to do to the tenant. */
interface Effect {
  /** What it is, for the journal. */
  readonly text: string
  /** Does it; what comes of it is written to the journal after the text. */
  run?(): Promise<void> | void
}

/** Reads a form; throws when it makes no sense. */
type Action = (parts: ActionParts, form: Form) => Effect

/** The actions of the page, by the last part of their path. */
export const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['revoke', revoke],
  ['disable-user', toUser('disableUser', 'is disabled')],
  ['enable-user', toUser('enableUser', 'may sign in again')],
  ['enable-mfa', toUser('enableMfa', 'has a second factor now')],
  ['disable-app', toApp('disableApp', 'is disabled')],
  ['enable-app', toApp('enableApp', 'gets tokens again')],
  ['password', changePassword],
  ['risk', setRisk],
  ['move', move],
  ['device', setDevice],
  ['add-policy', addPolicy],
  ['switch-policy', switchPolicy],
  ['remove-policy', removePolicy],
  ['delay', setDelay],
  ['advance', advance],
  ['fault', addFault],
  ['clear-faults', clearFaults],
  ['rotate-keys', rotateKeys],
])

function revoke({ directory, criticalEvents }: ActionParts, form: Form): Effect {
  const name = form.need('who')
  const user = directory.user(name)
  const who =
    user?.upn ??
    need('user or app', name, directory.app(name), Object.values(directory.names).flat()).name
  const text = `${user ? 'sessions' : 'tokens'} of ${who} are revoked`
  return { text, run: () => criticalEvents.revokeSessions(who) }
}

function toUser(event: 'disableUser' | 'enableUser' | 'enableMfa', text: string): Action {
  return (parts, form) => {
    const who = userOf(parts, form)
    return { text: `${who} ${text}`, run: () => parts.criticalEvents[event](who) }
  }
}

function toApp(event: 'disableApp' | 'enableApp', text: string): Action {
  return ({ directory, criticalEvents }, form) => {
    const name = form.need('who')
    const who = need('app', name, directory.app(name), directory.names.apps).name
    return { text: `${who} ${text}`, run: () => criticalEvents[event](who) }
  }
}

function userOf({ directory }: ActionParts, form: Form): string {
  const who = form.need('who')
  return need('user', who, directory.user(who), directory.names.users).upn
}

function changePassword(parts: ActionParts, form: Form): Effect {
  const who = userOf(parts, form)
  const password = form.need('password')
  const run = () => parts.criticalEvents.changePassword(who, password)
  return { text: `${who} has another password`, run }
}

function setRisk(parts: ActionParts, form: Form): Effect {
  const who = userOf(parts, form)
  const level = form.need('level')
  if (!/^(none|low|medium|high)$/.test(level))
    throw new ConfigurationError('There is no such risk.')
  const run = () => parts.criticalEvents.setRisk(who, level as RiskLevel)
  return { text: `the risk of ${who} is ${level}`, run }
}

function move(parts: ActionParts, form: Form): Effect {
  const who = userOf(parts, form)
  const country = form.need('country')
  const place = knownPlaces.find((each) => each.country === country)
  if (!place) throw new ConfigurationError('There is no such country on the list.')
  const run = () => parts.criticalEvents.moveTo(who, place)
  return { text: `${who} is in ${countryName(country)} now`, run }
}

function setDevice(parts: ActionParts, form: Form): Effect {
  const who = userOf(parts, form)
  const isCompliant = form.need('compliant') === 'yes'
  const run = () => parts.criticalEvents.setDeviceCompliance(who, isCompliant)
  return { text: `the device of ${who} is ${isCompliant ? '' : 'not '}compliant`, run }
}

function addPolicy({ policies }: ActionParts, form: Form): Effect {
  const [user, resource, country] = [form.get('user'), form.get('resource'), form.get('country')]
  const demand = demands.find(({ value }) => value === form.need('grant'))
  if (!demand) throw new ConfigurationError('There is no such demand.')
  const isBlock = demand.value === 'block'
  const what = isBlock ? 'Blocked' : demand.label.replace(/^./, (start) => start.toUpperCase())
  const { name } = policies.add({
    name: [
      what,
      user !== undefined && `for ${user}`,
      resource !== undefined && `at ${resource}`,
      country !== undefined && `from ${countryName(country)}`,
    ]
      .filter(Boolean)
      .join(' '),
    ...(user !== undefined && { users: [user] }),
    ...(resource !== undefined && { resources: [resource] }),
    ...(country !== undefined && { locations: { include: [country] } }),
    grant: isBlock ? 'block' : [demand.value as GrantControl],
  })
  return { text: `policy added: ${name}` }
}

function switchPolicy({ policies }: ActionParts, form: Form): Effect {
  const enabled = form.need('enabled') === 'yes'
  const { name } = policies.update(form.need('policy'), { enabled })
  return { text: `policy ${enabled ? 'on' : 'off'}: ${name}` }
}

function removePolicy({ policies }: ActionParts, form: Form): Effect {
  const id = form.need('policy')
  const policy = policies.list().find((each) => each.id === id)
  if (!policy || !policies.remove(id)) throw new ConfigurationError('There is no such policy.')
  return { text: `policy removed: ${policy.name}` }
}

function setDelay({ bus }: ActionParts, form: Form): Effect {
  const delay = readDuration(form.need('delay'))
  bus.propagationDelay = delay
  const when = milliseconds(delay) === 0 ? 'at once' : `after ${durationText(delay)}`
  return { text: `events reach the APIs ${when}` }
}

function advance({ clock }: ActionParts, form: Form): Effect {
  const by = readDuration(form.need('by'))
  return { text: `the clock goes ${durationText(by)} forward`, run: () => clock.advance(by) }
}

function addFault({ faults }: ActionParts, form: Form): Effect {
  const kind = faultKinds.find(({ value }) => value === form.need('kind'))
  if (!kind) throw new ConfigurationError('There is no such fault.')
  const endpoint = form.get('endpoint') as EndpointName | undefined
  const times = Number(form.get('times') ?? 1)
  faults.add({ ...kind.fault, times, ...(endpoint && { endpoint }) })
  const where = endpoint ?? 'any endpoint'
  return { text: `fault: ${kind.label} at ${where}, ${times === 1 ? 'once' : `${times} times`}` }
}

function clearFaults({ faults }: ActionParts): Effect {
  return { text: 'no fault is left', run: () => faults.clear() }
}

function rotateKeys({ keys }: ActionParts, form: Form): Effect {
  const retire = form.get('retire') === 'yes'
  const text = `tokens are signed with a new key${retire ? '; the old ones are gone' : ''}`
  return { text, run: () => keys.rotate({ retire }) }
}

// Dates end somewhere; a clock beyond that end would break every request.
const longestAdvance = milliseconds('3650d')

function readDuration(text: string): Duration {
  const duration = text === '0' ? 0 : (text as Duration)
  if (milliseconds(duration) <= longestAdvance) return duration
  throw new ConfigurationError('That is longer than ten years.')
}
