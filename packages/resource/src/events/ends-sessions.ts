import type { SecurityEvent } from './security-event.ts'

const schemas = 'https://schemas.openid.net/secevent'

/**
 * The types of events that end sessions, and so revoke without being asked to by `revokesOn`. Others
 * change what a policy would say, which their transmitter applies.
 *
 * @see [CAEP](https://openid.net/specs/openid-caep-1_0-final.html)
 * @see [RISC](https://openid.net/specs/openid-risc-1_0-final.html)
 */
export const sessionEndingEvents: readonly string[] = Object.freeze([
  `${schemas}/caep/event-type/session-revoked`,
  `${schemas}/risc/event-type/account-disabled`,
  `${schemas}/risc/event-type/account-purged`,
  `${schemas}/risc/event-type/credential-compromise`,
  `${schemas}/risc/event-type/sessions-revoked`,
  `${schemas}/oauth/event-type/tokens-revoked`,
])

const ending = new Set(sessionEndingEvents)

export const endsSessions = ({ type }: SecurityEvent): boolean => ending.has(type)

/** Events about the stream itself, which is their subject where they name none. */
export const isAboutStream = (type: string): boolean =>
  /^https:\/\/schemas\.openid\.net\/secevent\/(ssf|sse|risc)\/event-type\/(verification|stream-updated)$/.test(
    type,
  )
