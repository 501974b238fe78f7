import type { ClaimsRequest } from '../claims/claims-request.ts'
import { ConfigurationError } from '../errors.ts'
import { checkFunction } from './check.ts'
import { parseUrl } from './url.ts'

/** What is known of one resource. */
export interface ResourceOptions {
  /** The scopes of its tokens; none at all: no token goes there, whatever a shorter entry says. */
  scopes: readonly string[]
  /**
   * Tells the calls that are to go without a token, such as those to upload URLs that carry their own
   * authorization, on the resource's own origin.
   */
  exclude?: (url: URL) => boolean
  /**
   * Reads a challenge from elsewhere than `WWW-Authenticate`, of a response above 399 that has none there:
   * the claims that it asks for. What it reads of the body it reads from a clone. `pimChallenge` is one.
   */
  challengeFrom?: ChallengeFrom
}

/** Reads the claims that a response asks for. */
export type ChallengeFrom = (
  response: Response,
) => ClaimsRequest | undefined | Promise<ClaimsRequest | undefined>

/** Scopes, and one text for them all. */
export interface Scopes {
  list: readonly string[]
  key: string
}

/** A configured entry: its URL as it was written, and what its tokens are asked for with. */
export interface Resource {
  key: string
  scopes: Scopes
  exclude?: ((url: URL) => boolean) | undefined
  challengeFrom?: ChallengeFrom | undefined
}

/** A call's resource, and its absolute URL. */
export interface Match {
  resource: Resource
  url: string
}

export interface Resources {
  /** Finds the entry for a URL: of those on its origin that hold its path, the longest, if it has a token for it. */
  match(url: string): Match | undefined
  /** The key of the entry that stands next to the URL. */
  nearest(url: string): string
}

interface Entry extends Resource {
  /** The URL without a slash at its end. */
  place: string
  /** The one that sorts before it. */
  previous: Entry | undefined
  /** Whether the entry is for a whole origin that no other entry has a part of. */
  ownsOrigin: boolean
}

/** Reads `resources` into a sorted list; nothing is allocated or hashed to find a URL in it. */
export function createResources(
  options: Record<string, readonly string[] | ResourceOptions>,
): Resources {
  if (typeof options !== 'object' || options === null || isList(options)) {
    throw new ConfigurationError(
      `resources must be an object such as { "https://api.contoso.com/": ["api://contoso/access"] }.`,
    )
  }
  const entries = Object.entries(options).map(([key, value]): Entry => {
    const option = `resources[${JSON.stringify(key)}]`
    const {
      scopes: given,
      exclude,
      challengeFrom,
    } = isList(value) ? { scopes: value } : Object(value)
    const isBare = given !== value && isList(given) && given.length === 0
    const scopes = isBare ? noScopes : readScopes(option, given)
    if (exclude !== undefined) checkFunction(`${option}.exclude`, exclude)
    if (challengeFrom !== undefined) checkFunction(`${option}.challengeFrom`, challengeFrom)
    const place = placeOf(key, option)
    const ownsOrigin = !isBare && !exclude && !place.includes('/', 'https://'.length)
    return { key, scopes, exclude, challengeFrom, place, previous: undefined, ownsOrigin }
  })
  entries.sort((a, b) => (a.place < b.place ? -1 : 1))
  entries.forEach((entry, index) => {
    entry.previous = entries[index - 1]
    // Whatever begins with a place sorts next to it.
    if (entries[index + 1]?.place.startsWith(entry.place)) entry.ownsOrigin = false
  })

  /** The last entry whose place does not sort after the URL. */
  function lastBefore(href: string): Entry | undefined {
    let entry: Entry | undefined
    for (let start = 0, end = entries.length; start < end; ) {
      const middle = (start + end) >> 1
      const candidate = entries[middle]
      if (candidate && candidate.place <= href) {
        entry = candidate
        start = middle + 1
      } else end = middle
    }
    return entry
  }

  function find(href: string): Entry | undefined {
    let entry = lastBefore(href)
    while (entry && !isBelow(href, entry.place)) entry = entry.previous
    return entry
  }

  return {
    match(text) {
      // Parsing its URL is half of what a call costs. What begins with an origin, written as the parser
      // would write it, is below that origin, whatever its path turns out to be.
      const owner = find(text)
      if (owner?.ownsOrigin) return { resource: owner, url: text }
      // Relative URLs mean what they mean to fetch.
      const base = globalThis.document?.baseURI ?? globalThis.location?.href
      const parsed = parseUrl(text, base)
      const resource = parsed && find(parsed.href)
      if (!resource || resource.scopes === noScopes) return undefined
      const url = parsed.href
      return resource.exclude?.(parsed) ? undefined : { resource, url }
    },
    nearest: (url) => (lastBefore(url) ?? entries[0])?.key ?? 'none',
  }
}

const noScopes: Scopes = { list: [], key: '' }

/** Places end where a segment or the path ends, so that /v1 does not take the calls to /v10. */
const isBelow = (href: string, place: string): boolean =>
  '/?#'.includes(href[place.length] ?? '/') && href.startsWith(place)

function placeOf(key: string, option: string): string {
  const url = parseUrl(key)
  if (url && isSafe.test(url.origin) && url.href === url.origin + url.pathname) {
    return url.href.replace(/\/$/, '')
  }
  throw new ConfigurationError(
    `${option} must be an https URL of one host, without query or credentials (http only to this machine).`,
  )
}

/** One host, without a wildcard; http only on this machine. */
const isSafe = /^(https:\/\/[^*%]+|http:\/\/(127(\.\d+){3}|\[::1]|([^.]+\.)*localhost)(:\d+)?)$/

/** @throws {@link ConfigurationError} that names the option, unless these are scopes. */
export function readScopes(option: string, scopes: unknown): Scopes {
  const isText = (scope: unknown): boolean => typeof scope === 'string' && scope.trim() !== ''
  if (isList(scopes) && scopes.length > 0 && scopes.every(isText)) {
    return { list: [...scopes], key: scopes.join(' ') }
  }
  const got = isList(scopes) ? `a list of ${scopes.length}` : typeof scopes
  throw new ConfigurationError(
    `${option} needs a scope, in a list such as ["User.Read"]. Got ${got}.`,
  )
}

const isList: (value: unknown) => value is readonly string[] = Array.isArray
