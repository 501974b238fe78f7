import type { RevokedSubject } from '@caefetch/resource'

/** A revocation as it stands in the log. */
export interface Entry {
  subject: RevokedSubject
  /** Seconds since the epoch. */
  cutoff: number
  /** Seconds since the epoch; by then every token that the cutoff hits has expired. */
  expires: number
}

const members = { t: 'tid', a: 'azp', o: 'oid', s: 'sid', u: 'uti' } as const

/** The names of an entry's fields, always in this order: Redis stores equal ones once for many entries. */
export const fieldNames: readonly string[] = [...Object.keys(members), 'c', 'x']

/** The values of an entry, in the order of {@link fieldNames}; those that are not there are empty. */
export const writeEntry = ({ subject, cutoff, expires }: Entry): string[] => [
  ...Object.values(members).map((member) => subject[member] ?? ''),
  String(cutoff),
  String(expires),
]

const longestId = 256

/** The entry of fields and values in turn; undefined for what nobody here has written. */
export function readEntry(fields: unknown): Entry | undefined {
  if (!Array.isArray(fields)) return undefined
  const subject: RevokedSubject = {}
  let cutoff = Number.NaN
  let expires = Number.NaN
  for (let index = 0; index < fields.length; index += 2) {
    const [name, value] = [fields[index], fields[index + 1]]
    if (name === 'c') cutoff = Number(value)
    else if (name === 'x') expires = Number(value)
    else if (isMember(name)) {
      if (typeof value !== 'string' || value === '' || value.length > longestId) return undefined
      subject[members[name]] = value
    }
    // Other fields are room for later.
  }
  const isWhole = cutoff >= 0 && expires >= cutoff && Object.keys(subject).length > 0
  return isWhole ? { subject, cutoff, expires } : undefined
}

const isMember = (name: unknown): name is keyof typeof members =>
  typeof name === 'string' && Object.hasOwn(members, name)
