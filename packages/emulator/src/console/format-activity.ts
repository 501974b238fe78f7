import { formatEntry } from '../journal.ts'
import type { Activity } from './activity.ts'

/** A line for a terminal, in the manner of the journal's own. */
export function formatActivity(activity: Activity): string {
  const { time } = activity
  switch (activity.kind) {
    case 'request':
      return formatEntry(activity.entry)
    case 'event':
      return `${time} ··· event ${activity.type} about ${activity.about} reaches the APIs`
    case 'action':
      return `${time} ··· page  ${activity.text}`
    case 'api': {
      const { status, method, path, client, user, error, claims } = activity.answer
      return [
        time,
        status,
        method,
        `api ${path}`,
        client && `client=${client}`,
        user && `user=${user}`,
        error,
        claims && `claims=${JSON.stringify(claims)}`,
      ]
        .filter(Boolean)
        .join(' ')
    }
  }
}

/** Callers choose what a line says; none of it may steer the terminal. */
export function printable(line: string): string {
  return line.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}
