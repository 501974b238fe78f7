import { parseCookie, stringifySetCookie } from 'cookie'
import type { Incoming } from './incoming.ts'

/** Longer values are none of ours. */
const mostCharacters = 1000

const attributes = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const

/** The cookies of the request whose names begin so, as the browser orders them: the oldest first. */
export const readCookies = ({ header }: Incoming, prefix: string): [string, string][] =>
  Object.entries(parseCookie(header('cookie'))).filter(
    (cookie): cookie is [string, string] =>
      cookie[0].startsWith(prefix) && (cookie[1]?.length ?? mostCharacters) < mostCharacters,
  )

/** @param maxAge In seconds. Default: until the browser is closed. */
export const setCookie = (name: string, value: string, maxAge?: number): string =>
  stringifySetCookie({ name, value, ...attributes, ...(maxAge !== undefined && { maxAge }) })

export const clearCookie = (name: string): string => setCookie(name, '', 0)
