import { toClaimsRequest } from './claims-codec.ts'
import type { ClaimsRequest, RequestedClaim, RequestedClaims } from './schema.ts'

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
      merged[place] = mergePlace(ownMember(merged, place) ?? {}, requested)
    }
  }
  return merged
}

/** Whether a token that was asked for with `asked` is all that `challenge` demands. */
export function coversClaims(asked: ClaimsRequest, challenge: ClaimsRequest): boolean {
  return everyClaim(challenge, (place, name, claim) => {
    const other = ownMember(ownMember(asked, place) ?? {}, name)
    return sameJson(other, claim) || (name === 'nbf' && seconds(other) >= seconds(claim))
  })
}

/** Whether the merged request demands no less than each alone: `values` would weaken them. */
export function areMergeable(one: ClaimsRequest, other: ClaimsRequest): boolean {
  return everyClaim(other, (place, name, claim) => {
    const mine = ownMember(ownMember(one, place) ?? {}, name)
    return mine === undefined || name === 'nbf' || sameJson(mine, claim)
  })
}

function mergePlace(earlier: RequestedClaims, later: RequestedClaims): RequestedClaims {
  const merged = { ...earlier }
  for (const [name, claim] of Object.entries(later)) {
    merged[name] = mergeClaim(name, ownMember(earlier, name), claim)
  }
  return merged
}

function mergeClaim(name: string, earlier: unknown, later: unknown): unknown {
  if (!isRequestedClaim(earlier)) return later ?? earlier ?? null
  if (!isRequestedClaim(later)) return earlier
  const merged = { ...earlier, ...later }
  if (earlier.essential || later.essential) merged.essential = true
  if (name === 'nbf') {
    if (seconds(earlier) > seconds(later)) merged.value = earlier.value
  } else {
    const values = union(valuesOf(earlier), valuesOf(later))
    if (values.length > 1 || earlier.values || later.values) {
      delete merged.value
      merged.values = values
    }
  }
  return merged
}

const union = (...lists: unknown[][]): unknown[] => [
  ...new Map(lists.flat().map((value) => [JSON.stringify(value), value])).values(),
]

const valuesOf = (claim: RequestedClaim): unknown[] => [
  ...('value' in claim ? [claim.value] : []),
  ...(Array.isArray(claim.values) ? claim.values : []),
]

/** The time of an `nbf` claim, sent as a number or as its decimal text. */
const seconds = (claim: unknown): number => {
  const time = isRequestedClaim(claim) ? Number(claim.value ?? Number.NaN) : Number.NaN
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time
}

const everyClaim = (
  claims: ClaimsRequest,
  test: (place: string, name: string, claim: unknown) => boolean,
): boolean =>
  Object.entries(claims).every(([place, requested]) =>
    Object.entries(requested).every(([name, claim]) => test(place, name, claim)),
  )

const ownMember = <T>(object: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined

const sameJson = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

const isRequestedClaim = (claim: unknown): claim is RequestedClaim =>
  typeof claim === 'object' && claim !== null && !Array.isArray(claim)
