import { ConfigurationError } from '../errors.ts'
import type { ResourceOptions } from './options.ts'

/** A configured entry: its URL as it was written, and what its tokens are asked for with. */
export interface Resource {
  key: string
  scopes: readonly string[]
}

/** A call's resource, and its absolute URL. */
interface Match {
  resource: Resource
  url: string
}

/** Finds the entry for a URL: of those on its origin that hold its path, the longest. */
export type MatchResource = (url: string) => Match | undefined

interface Entry {
  /** The URL without a slash at its end. */
  place: string
  resource: Resource
  /** The longest of the others that this place starts with. */
  above: Entry | undefined
  /** Whether it is an origin, and whatever is below it is its. */
  isWhole: boolean
}

/** Reads `resources` into a sorted list; nothing is allocated or hashed to find a URL in it. */
export function createResources(
  options: Record<string, readonly string[] | ResourceOptions>,
): MatchResource {
  const entries = Object.entries(options).map(([key, value]): Entry => {
    const option = `resources[${JSON.stringify(key)}]`
    const scopes = checkScopes(option, isList(value) ? value : value?.scopes)
    const place = placeOf(key, option)
    const isWhole = !place.includes('/', 'https://'.length)
    return { place, resource: { key, scopes }, above: undefined, isWhole }
  })
  entries.sort((a, b) => (a.place < b.place ? -1 : 1))
  entries.forEach((entry, index) => {
    entry.above = entries[index - 1]
    while (entry.above && !entry.place.startsWith(entry.above.place)) {
      entry.above = entry.above.above
    }
    if (entry.above) entry.above.isWhole = false
  })

  function find(href: string): Entry | undefined {
    let entry: Entry | undefined
    for (let start = 0, end = entries.length; start < end; ) {
      const middle = (start + end) >> 1
      const candidate = entries[middle]
      if (candidate && candidate.place <= href) {
        entry = candidate
        start = middle + 1
      } else end = middle
    }
    // Whatever sorts between a place and a URL below it starts with that place.
    while (entry && !isBelow(href, entry.place)) entry = entry.above
    return entry
  }

  return (text) => {
    // Parsing its URL is half of what a call costs. What begins with an origin, written as the parser
    // would write it, is below that origin, whatever its path turns out to be.
    const entry = find(text)
    if (entry?.isWhole) return { resource: entry.resource, url: text }
    // Relative URLs mean what they mean to fetch.
    const base = globalThis.document?.baseURI ?? globalThis.location?.href
    const url = parseUrl(text, base)?.href ?? ''
    const resource = find(url)?.resource
    return resource && { resource, url }
  }
}

/** Places end where a segment or the path ends, so that /v1 does not take the calls to /v10. */
const isBelow = (href: string, place: string): boolean =>
  '/?#'.includes(href[place.length] ?? '/') && href.startsWith(place)

function placeOf(key: string, option: string): string {
  const url = parseUrl(key)
  if (url && isSafe.test(url.origin) && url.href === url.origin + url.pathname) {
    return url.href.replace(/\/$/, '')
  }
  throw new ConfigurationError(
    `${option} must be an https URL without query (http only for loopback).`,
  )
}

/** One host, without a wildcard; http only on this machine. */
const isSafe = /^(https:\/\/[^*%]+|http:\/\/(127(\.\d+){3}|\[::1]|([^.]+\.)*localhost)(:\d+)?)$/

/** Undefined for what is no URL. */
function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}

export function checkScopes(option: string, scopes: unknown): readonly string[] {
  if (isList(scopes) && scopes[0] && scopes.every((scope) => scope?.trim?.())) {
    return [...scopes]
  }
  throw new ConfigurationError(`${option} needs a scope, such as "User.Read".`)
}

const isList: (value: unknown) => value is readonly string[] = Array.isArray
