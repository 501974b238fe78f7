import type { SecurityEvent } from './security-event.ts'

const caep = 'https://schemas.openid.net/secevent/caep/event-type/'
const risc = 'https://schemas.openid.net/secevent/risc/event-type/'

/** The types that end sessions. Others change what a policy would say, which their transmitter applies. */
const ending: ReadonlySet<string> = new Set([
  `${caep}session-revoked`,
  `${risc}account-disabled`,
  `${risc}account-purged`,
  `${risc}credential-compromise`,
  `${risc}sessions-revoked`,
])

export const endsSessions = ({ type }: SecurityEvent): boolean => ending.has(type)
