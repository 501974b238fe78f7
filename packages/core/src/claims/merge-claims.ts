import { toClaimsRequest } from './claims-codec.ts'
import { type ClaimsRequest, isObject } from './claims-request.ts'

/**
 * Merges claims requests into one.
 *
 * Where two ask for the same claim: `essential` wins over voluntary; `nbf` keeps the latest time;
 * differing `value`s and `values` are united under `values`, of which any one satisfies; any other
 * member is the later request's. The arguments are not changed.
 *
 * @throws {@link InvalidClaimsError} unless each request is an object whose members are objects.
 */
export function mergeClaims(...claims: ClaimsRequest[]): ClaimsRequest {
  const merged: ClaimsRequest = {}
  for (const request of claims) {
    for (const [place, requested] of Object.entries(toClaimsRequest(request))) {
      const target = { ...own(merged, place) }
      for (const [name, claim] of Object.entries(requested)) {
        target[name] = mergeClaim(name, own(target, name), claim)
      }
      merged[place] = target
    }
  }
  return merged
}

/** Whether a token that was asked for with `asked` is all that `challenge` demands. */
export const coversClaims = (asked: ClaimsRequest, challenge: ClaimsRequest): boolean =>
  Object.entries(challenge).every(([place, requested]) =>
    Object.entries(requested).every(([name, claim]) => {
      const known = own(own(asked, place), name)
      if (name === 'nbf' && isObject(known)) return seconds(known) >= seconds(claim)
      return JSON.stringify(known) === JSON.stringify(claim)
    }),
  )

/** Both demands in one; undefined where that would weaken one of them to any of several values. */
export function mergeDemands(one: ClaimsRequest, other: ClaimsRequest): ClaimsRequest | undefined {
  const merged = mergeClaims(one, other)
  return coversClaims(merged, other) && coversClaims(merged, one) ? merged : undefined
}

function mergeClaim(name: string, earlier: unknown, later: unknown): unknown {
  if (!isObject(earlier)) return later ?? earlier ?? null
  if (!isObject(later)) return earlier
  const merged = { ...earlier, ...later }
  if (earlier.essential) merged.essential = true
  if (name === 'nbf') {
    if (seconds(earlier) > seconds(later)) merged.value = earlier.value
    return merged
  }
  const values = new Map([earlier, later].flatMap(valuesOf).map((v) => [JSON.stringify(v), v]))
  if (values.size > 1 || 'values' in merged) {
    delete merged.value
    merged.values = [...values.values()]
  }
  return merged
}

const valuesOf = ({ value = [], values = [] }: Record<string, unknown>): unknown[] =>
  [value, values].flat()

/** The time of an `nbf` claim, which is sent as a number or as its decimal text. */
const seconds = (claim: unknown): number => (isObject(claim) && Number(claim.value)) || 0

const own = <T>(object: Record<string, T> | undefined, name: string): T | undefined =>
  object && Object.hasOwn(object, name) ? object[name] : undefined
