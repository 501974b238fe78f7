import { readClaimsChallenge } from '@caefetch/core'
import { AnonymousAuthenticationProvider } from '@microsoft/kiota-abstractions'
import { FetchRequestAdapter } from '@microsoft/kiota-http-fetchlibrary'
import authHeader from 'auth-header'
import { parseWWWAuthenticateHeader } from 'http-auth-utils'
import wwwAuthenticate from 'www-authenticate'

/** Reads the claims out of a `WWW-Authenticate` value, as the JSON text or the object they are. */
export interface Reader {
  name: string
  read(header: string): unknown
  note?: string
}

/** What a reader that wants a response is given. */
const respond = (header: string) => ({ status: 401, headers: { get: () => header } })

// Of a package whose parser is internal, the file is loaded that holds it.
const corePipeline: { parseChallenges(header: string): { scheme: string; params: Params }[] } =
  await import(internal('@azure/core-rest-pipeline', 'policies/bearerTokenAuthenticationPolicy.js'))
const coreClient: { parseCAEChallenge(header: string): Params[] } = await import(
  internal('@azure/core-client', 'authorizeRequestOnClaimChallenge.js')
)
const coreBase64: { decodeStringToString(value: string): string } = await import(
  internal('@azure/core-client', 'base64.js')
)
type Params = Record<string, string>

function internal(name: string, file: string): string {
  return import.meta.resolve(name).replace(/dist\/esm\/.*/, `dist/esm/${file}`)
}

// Private, as its types say, and the only way to its parser.
const kiota = new FetchRequestAdapter(new AnonymousAuthenticationProvider()) as unknown as {
  getClaimsFromResponse(response: object): string | undefined
}

const fromBase64 = (claims: string | undefined): string | undefined =>
  claims === undefined ? undefined : Buffer.from(claims, 'base64').toString()

/** The generic parsers leave the base64 to whoever calls them. */
export const readers: Reader[] = [
  {
    name: 'caefetch',
    read: (header) => readClaimsChallenge(respond(header) as unknown as Response)?.claims,
    note: 'also checks that the claims are a JSON object of objects, and merges several challenges',
  },
  {
    name: '@azure/core-rest-pipeline',
    read(header) {
      const claims = corePipeline
        .parseChallenges(header)
        .find(
          ({ scheme, params }) =>
            scheme === 'Bearer' && params.claims && params.error === 'insufficient_claims',
        )?.params.claims
      return claims === undefined ? undefined : atob(claims)
    },
  },
  {
    name: '@azure/core-client',
    read(header) {
      const claims = coreClient.parseCAEChallenge(header).find((each) => each.claims)?.claims
      return claims === undefined ? undefined : coreBase64.decodeStringToString(claims)
    },
  },
  {
    name: 'Kiota',
    read: (header) => fromBase64(kiota.getClaimsFromResponse(respond(header))),
    note: 'its adapter finds the claims, its provider for @azure/identity decodes them',
  },
  {
    name: 'auth-header',
    read: (header) => fromBase64(authHeader.parse(header).params.claims),
    note: 'reads one challenge',
  },
  {
    name: 'http-auth-utils',
    read: (header) => fromBase64(Object(parseWWWAuthenticateHeader(header).data).claims),
    note: 'reads one challenge, of the auth-params it knows',
  },
  {
    name: 'www-authenticate',
    read: (header) => fromBase64(new wwwAuthenticate.parsers.WWW_Authenticate(header).parms.claims),
    note: 'reads one challenge',
  },
]

/** What a reader makes of a header: the claims, if they are a JSON object, or nothing. */
export function claimsOf({ read }: Reader, header: string): object | undefined {
  try {
    const found = read(header)
    const claims: unknown = typeof found === 'string' ? JSON.parse(found) : found
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims)
      ? claims
      : undefined
  } catch {
    return undefined
  }
}
