import { type Duration, milliseconds } from '../duration.ts'
import type { GrantControl } from '../policy/policy.ts'
import type { Form } from '../server/form.ts'
import type { RiskLevel } from '../tenant/model.ts'
import { found } from '../tenant/need.ts'
import type { AdminParts } from './console.ts'
import { durationText } from './format-time.ts'
import { countryName, knownPlaces } from './places.ts'
import { demands } from './sections/policies.ts'

/** Something to do to the tenant. */
interface Deed {
  /** What it is, for the journal. */
  readonly text: string
  /** Does it; what comes of it is written to the journal after the text. */
  run?(): Promise<void> | void
}

/** Reads a form; throws when it makes no sense. */
type Action = (parts: AdminParts, form: Form) => Deed

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
])

function revoke({ entra: { directory }, happenings }: AdminParts, form: Form): Deed {
  const name = form.need('who')
  const user = directory.user(name)
  const who = user?.upn ?? found('user or app', name, directory.app(name)).name
  const text = `${user ? 'sessions' : 'tokens'} of ${who} are revoked`
  return { text, run: () => happenings.revokeSessions(who) }
}

function toUser(event: 'disableUser' | 'enableUser' | 'enableMfa', text: string): Action {
  return (parts, form) => {
    const who = userOf(parts, form)
    return { text: `${who} ${text}`, run: () => parts.happenings[event](who) }
  }
}

function toApp(event: 'disableApp' | 'enableApp', text: string): Action {
  return ({ entra, happenings }, form) => {
    const name = form.need('who')
    const who = found('app', name, entra.directory.app(name)).name
    return { text: `${who} ${text}`, run: () => happenings[event](who) }
  }
}

function userOf({ entra }: AdminParts, form: Form): string {
  const who = form.need('who')
  return found('user', who, entra.directory.user(who)).upn
}

function changePassword(parts: AdminParts, form: Form): Deed {
  const who = userOf(parts, form)
  const password = form.need('password')
  const run = () => parts.happenings.changePassword(who, password)
  return { text: `${who} has another password`, run }
}

function setRisk(parts: AdminParts, form: Form): Deed {
  const who = userOf(parts, form)
  const level = form.need('level')
  if (!/^(none|low|medium|high)$/.test(level)) throw new RangeError('There is no such risk.')
  const run = () => parts.happenings.setRisk(who, level as RiskLevel)
  return { text: `the risk of ${who} is ${level}`, run }
}

function move(parts: AdminParts, form: Form): Deed {
  const who = userOf(parts, form)
  const country = form.need('country')
  const place = knownPlaces.find((each) => each.country === country)
  if (!place) throw new RangeError('There is no such country on the list.')
  const run = () => parts.happenings.moveTo(who, place)
  return { text: `${who} is in ${countryName(country)} now`, run }
}

function setDevice(parts: AdminParts, form: Form): Deed {
  const who = userOf(parts, form)
  const isCompliant = form.need('compliant') === 'yes'
  const run = () => parts.happenings.setDeviceCompliance(who, isCompliant)
  return { text: `the device of ${who} is ${isCompliant ? '' : 'not '}compliant`, run }
}

function addPolicy({ entra }: AdminParts, form: Form): Deed {
  const [user, resource, country] = [form.get('user'), form.get('resource'), form.get('country')]
  const demand = demands.find(({ value }) => value === form.need('grant'))
  if (!demand) throw new RangeError('There is no such demand.')
  const isBlock = demand.value === 'block'
  const what = isBlock ? 'Blocked' : demand.label.replace(/^./, (start) => start.toUpperCase())
  const { name } = entra.policies.add({
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

function switchPolicy({ entra }: AdminParts, form: Form): Deed {
  const enabled = form.need('enabled') === 'yes'
  const { name } = entra.policies.update(form.need('policy'), { enabled })
  return { text: `policy ${enabled ? 'on' : 'off'}: ${name}` }
}

function removePolicy({ entra }: AdminParts, form: Form): Deed {
  const id = form.need('policy')
  const policy = entra.policies.list().find((each) => each.id === id)
  if (!policy || !entra.policies.remove(id)) throw new RangeError('There is no such policy.')
  return { text: `policy removed: ${policy.name}` }
}

function setDelay({ bus }: AdminParts, form: Form): Deed {
  const delay = readDuration(form.need('delay'))
  bus.propagationDelay = delay
  const when = milliseconds(delay) === 0 ? 'at once' : `after ${durationText(delay)}`
  return { text: `events reach the APIs ${when}` }
}

function advance({ entra }: AdminParts, form: Form): Deed {
  const by = readDuration(form.need('by'))
  return { text: `the clock goes ${durationText(by)} forward`, run: () => entra.clock.advance(by) }
}

// Dates end somewhere; a clock beyond that end would break every request.
const longestAdvance = milliseconds('3650d')

function readDuration(text: string): Duration {
  const duration = text === '0' ? 0 : (text as Duration)
  if (milliseconds(duration) <= longestAdvance) return duration
  throw new RangeError('That is longer than ten years.')
}
