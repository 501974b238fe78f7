import * as z from 'zod'
import { refuse } from '../errors/catalog.ts'

/** What a `claims` parameter asks of the tokens, as far as Entra honours it. */
export interface ClaimsDemand {
  /** The request as it came, merged; `undefined` when there was none. */
  readonly request: ClaimsParameter | undefined
  /** `xms_cc` as sent, e.g. `['CP1']`. */
  readonly capabilities: readonly string[]
  /** Essential `acrs`: each of them must be met. */
  readonly authContexts: readonly string[]
  /** `acrs` that are welcome but not needed. */
  readonly voluntaryContexts: readonly string[]
  /** Essential `acrs` of the ID token. */
  readonly idTokenContexts: readonly string[]
  /** `nbf`: the sign-in must be this late, in seconds since the epoch. */
  readonly notBefore: number | undefined
  /** `xms_rp_ipaddr`: the address from which the resource was called. */
  readonly address: string | undefined
  /** `polids` and `capolids`: policies that must be met whatever the resource. */
  readonly policies: readonly string[]
}

type Wish = {
  essential?: boolean | undefined
  value?: unknown
  values?: unknown[] | undefined
}
type Wishes = Record<string, Wish | null>
/** A claims request as OpenID Connect shapes it. */
export type ClaimsParameter = Record<string, Wishes | null>

const wish = z.looseObject({
  essential: z.boolean().optional(),
  value: z.unknown().optional(),
  values: z.array(z.unknown()).optional(),
})
const parameter: z.ZodType<ClaimsParameter> = z.record(
  z.string(),
  z.record(z.string(), wish.nullable()).nullable(),
)

/**
 * Reads one or more `claims` parameters (a code's, and its redemption's) as one.
 * Throws AADSTS9002313 `invalid_request` when one is not a claims request.
 *
 * @see [OpenID Connect Core §5.5](https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter)
 */
export function readClaims(...texts: (string | undefined)[]): ClaimsDemand {
  const requests = texts.filter((text): text is string => Boolean(text)).map(parse)
  const wishes = requests.flatMap((each) => Object.entries(each.access_token ?? {}))
  const ofIdToken = requests.flatMap((each) => Object.entries(each.id_token ?? {}))
  const notBefore = strings(wishes, 'nbf').map(Number).filter(Number.isFinite)
  return {
    request: requests.length > 0 ? merge(requests) : undefined,
    capabilities: strings(wishes, 'xms_cc'),
    authContexts: strings(wishes, 'acrs', true),
    voluntaryContexts: strings(wishes, 'acrs', false),
    idTokenContexts: strings(ofIdToken, 'acrs', true),
    notBefore: notBefore.length > 0 ? Math.max(...notBefore) : undefined,
    address: strings(wishes, 'xms_rp_ipaddr')[0],
    policies: [...strings(wishes, 'polids'), ...strings(wishes, 'capolids')],
  }
}

export function isCapable(demand: Pick<ClaimsDemand, 'capabilities'>): boolean {
  return demand.capabilities.some((capability) => capability.toLowerCase() === 'cp1')
}

function parse(text: string): ClaimsParameter {
  try {
    return parameter.parse(JSON.parse(text))
  } catch {
    throw refuse.malformed("The 'claims' parameter is not a valid claims request.")
  }
}

function strings(
  wishes: readonly [string, Wish | null][],
  name: string,
  essential?: boolean,
): string[] {
  const texts = wishes
    .filter(([key]) => key === name)
    .map(([, wish]) => wish ?? {})
    .filter((wish) => essential === undefined || (wish.essential ?? false) === essential)
    .flatMap(({ value, values }) => [...(value === undefined ? [] : [value]), ...(values ?? [])])
    .map(String)
  return [...new Set(texts)]
}

function merge(requests: ClaimsParameter[]): ClaimsParameter {
  const targets = new Set(requests.flatMap((request) => Object.keys(request)))
  return Object.fromEntries(
    [...targets].map((target) => [
      target,
      Object.fromEntries(requests.flatMap((request) => Object.entries(request[target] ?? {}))),
    ]),
  )
}
