import { ConfigurationError } from '../errors.ts'
import type { ResourceOptions } from './options.ts'

/** A configured entry: its URL as it was written, and what its tokens are asked for with. */
export interface Resource {
  key: string
  scopes: readonly string[]
}

/** Finds the entry for a URL: of those on its origin that hold its path, the longest. */
export type MatchResource = (url: URL) => Resource | undefined

/** Reads `resources` into a table, so that a look-up among thousands costs what one among three does. */
export function createResources(
  entries: Record<string, readonly string[] | ResourceOptions>,
): MatchResource {
  const table = new Map<string, Resource>()
  for (const [key, value] of Object.entries(entries)) {
    const option = `resources[${JSON.stringify(key)}]`
    const scopes = checkScopes(option, isList(value) ? value : value?.scopes)
    table.set(placeOf(key, option), { key, scopes })
  }
  return ({ href }) => {
    let [place = ''] = href.split(/[?#]/, 1)
    // Places end at segment boundaries, so that /v1 does not take the calls to /v10.
    while (place && !table.has(place)) place = place.slice(0, place.lastIndexOf('/'))
    return table.get(place)
  }
}

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
export function parseUrl(text: string, base?: string): URL | undefined {
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
