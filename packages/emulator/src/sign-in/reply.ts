import type { ReplyTo } from './authorize-request.ts'

/** Where the answer goes, when it goes by redirect. */
export function replyUrl(to: ReplyTo, parameters: Record<string, string>): string {
  const pairs = Object.entries(parameters).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  )
  if (to.rawState !== undefined) pairs.push(`state=${to.rawState}`)
  const separator = to.mode === 'fragment' ? '#' : to.redirectUri.includes('?') ? '&' : '?'
  const url = `${to.redirectUri}${separator}${pairs.join('&')}`
  // A header holds ASCII only.
  return url.replace(/[^\x21-\x7e]+/g, encodeURIComponent)
}

/** The answer as fields of a form. */
export function replyFields(
  to: ReplyTo,
  parameters: Record<string, string>,
): Record<string, string> {
  return { ...parameters, ...(to.state !== undefined && { state: to.state }) }
}
