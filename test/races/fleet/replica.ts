import { type CaeFetch, createCaeFetch, type TokenShare } from '@caefetch/core'
import { redisReplays, redisRevocations, redisShare } from '@caefetch/redis'
import { createReplays } from '../../../packages/resource/src/events/replays.ts'
import type { Actor, Clock } from '../time/clock.ts'
import { type createApi, place } from './api.ts'
import type { Account, Call, Ledger } from './ledger.ts'
import type { Provider } from './provider.ts'
import type { Server } from './server.ts'

/** One process of an application that is an API, and calls another. */
export interface Replica {
  actor: Actor
  call(account: Account, path: Call['path']): void
  revoke(account: string): void
  /** What it says of an account's tokens. */
  check(account: string): void
  /** Is sent a security event, whose handling goes well or not. */
  receive(jti: string, isWell: boolean): void
  /** Ends well. */
  stop(): Promise<void>
}

const secrets = [Buffer.alloc(32, 1).toString('base64')]
const issuer = 'https://transmitter.example/'

/** Writes down how long the share is waited for. */
function watched(share: TokenShare, actor: Actor, clock: Clock, ledger: Ledger): TokenShare {
  return {
    async getToken(request, ask) {
      const wait: Ledger['waits'][number] = {
        ...{ replica: actor, account: request.accountId as Account, at: clock.now() },
      }
      ledger.waits.push(wait)
      try {
        return await share.getToken(request, () => {
          wait.askedAt = clock.now()
          return ask()
        })
      } finally {
        wait.endedAt = clock.now()
      }
    },
  }
}

export function createReplica(
  actor: Actor,
  clock: Clock,
  ledger: Ledger,
  server: Server,
  provider: Provider,
  api: ReturnType<typeof createApi>,
): Replica {
  const client = server.connect()
  const share = watched(redisShare({ client, secrets }), actor, clock, ledger)
  const caeFetch: CaeFetch = createCaeFetch(provider.sourceOf(actor), {
    resources: { [place]: ['a'] },
    fetch: api.fetchOf(actor),
    share,
  })
  const replays = createReplays(redisReplays({ client }))
  const starting = redisRevocations({ client, onProblem: () => {} })
  let store: Awaited<typeof starting> | undefined
  const bornAt = clock.now()
  starting.then(
    (started) => {
      store = started
    },
    () => {},
  )

  async function handle(jti: string, isWell: boolean): Promise<void> {
    const event = ledger.events.get(jti) ?? { jti, handled: [], accepted: 0 }
    ledger.events.set(jti, event)
    const id = { issuer, jti }
    const claim = await replays.claim(id)
    if (claim === 'pending') return
    if (claim === 'handled') return void event.accepted++
    const { promise, resolve } = Promise.withResolvers<void>()
    clock.after(20, actor, resolve)
    await promise
    event.handled.push({ replica: actor, at: clock.now(), isWell })
    if (!isWell) return replays.release(id)
    await replays.confirm(id, Date.now() / 1000 + 3600)
    event.accepted++
  }

  return {
    actor,
    call(account, path) {
      const number = ledger.calls.length + 1
      const call: Call = { number, replica: actor, account, path, at: clock.now(), sends: [] }
      ledger.calls.push(call)
      caeFetch(`${place}${path}/${number}`, { cae: { account } }).then(
        ({ status }) => Object.assign(call, { status, settledAt: clock.now() }),
        (error) => Object.assign(call, { error, settledAt: clock.now() }),
      )
    },
    revoke(account) {
      if (!store) return
      const cutoff = Math.floor((Date.now() - actor.skew) / 1000)
      const revocation: Ledger['revocations'][number] = {
        ...{ replica: actor, account, cutoff, at: clock.now() },
      }
      ledger.revocations.push(revocation)
      Promise.resolve(store.raise({ oid: account }, cutoff, cutoff + 104_400)).then(
        () => {
          revocation.acknowledgedAt = clock.now()
        },
        () => {},
      )
    },
    check(account) {
      if (!store) return
      const token = { oid: account, iat: 1 }
      let answer: unknown
      let isDown = false
      try {
        answer = store.latest(token)
      } catch {
        isDown = true
      }
      ledger.answers.push({
        ...{ replica: actor, account, at: clock.now(), isDown, bornAt },
        cutoff: typeof answer === 'number' ? answer : undefined,
        wellSince: server.wellSince(actor),
        offSince: server.offSince(actor),
      })
    },
    receive: (jti, isWell) => void handle(jti, isWell),
    async stop() {
      await starting.then(
        (started) => started[Symbol.asyncDispose](),
        () => {},
      )
    },
  }
}
