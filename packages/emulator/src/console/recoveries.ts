import type { ActivityBody } from './activity-body.ts'

/** Which recovery a line of the journal belongs to, and how long after its challenge it came. */
export interface RecoveryPart {
  readonly id: number
  /** Real milliseconds, whatever the emulator's clock does. */
  readonly after: number
}

interface Open {
  readonly id: number
  readonly client: string | undefined
  readonly user: string | undefined
  readonly call: string
  readonly began: number
}

// A client that never comes back must not be waited for.
const mostOpen = 50

/** Recognizes recoveries line by line: a challenge, the tokens asked for it, and the call sent again. */
export function createRecoveries(
  now: () => number,
): (body: ActivityBody) => RecoveryPart | undefined {
  let open: Open[] = []
  let count = 0
  const partOf = ({ id, began }: Open): RecoveryPart => ({ id, after: Math.round(now() - began) })

  return (body) => {
    if (body.kind === 'request') {
      const { endpoint, client, user } = body.entry
      if (!['token', 'authorize', 'sign-in', 'devicecode'].includes(endpoint)) return undefined
      const recovery = open.findLast(
        (each) => each.client === client && (user === undefined || each.user === user),
      )
      return recovery && client !== undefined ? partOf(recovery) : undefined
    }
    if (body.kind !== 'api') return undefined
    const { method, path, status, client, user, error } = body.answer
    const call = `${method} ${path}`
    const same = open.find(
      (each) => each.call === call && each.client === client && each.user === user,
    )
    if (status === 401 && error !== undefined && client !== undefined) {
      if (same) return partOf(same)
      const recovery = { id: ++count, client, user, call, began: now() }
      open = [...open, recovery].slice(-mostOpen)
      return partOf(recovery)
    }
    if (!same) return undefined
    open = open.filter((each) => each !== same)
    return partOf(same)
  }
}
