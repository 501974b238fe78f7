import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { NodeAuthOptions } from '@azure/msal-node'

/** The API and its identity provider, in another process. */
export interface Api extends AsyncDisposable, Ready {
  /** Holds answers back, and resolves when so many requests wait for theirs. */
  hold(count: number): Promise<void>
  /** Revokes the session, then gives the answers, spread evenly over the milliseconds. */
  release(stagger: number): Promise<void>
  /** What has happened since the release. */
  tally(): Promise<Tally>
}

export interface Ready {
  url: string
  auth: NodeAuthOptions
}

export interface Tally {
  tokenRequests: number
  /** How many answers of each status the API has given. */
  statuses: Record<number, number>
}

export interface Command {
  name: 'hold' | 'release' | 'tally'
  value: number
}

export async function startApi(): Promise<Api> {
  const child = fork(new URL('api.ts', import.meta.url))
  const ended = once(child, 'exit').then(() => {
    throw new Error('The process of the API has ended.')
  })
  ended.catch(() => {})

  /** Commands are sent one at a time, so the next message is the answer. */
  async function reply() {
    const [{ result }] = await Promise.race([once(child, 'message'), ended])
    return result
  }
  const ask = (name: Command['name'], value = 0) => {
    const answer = reply()
    child.send({ name, value })
    return answer
  }

  return {
    ...((await reply()) as Ready),
    hold: (count) => ask('hold', count),
    release: (stagger) => ask('release', stagger),
    tally: () => ask('tally'),
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended.catch(() => {})
    },
  }
}
