import type { FaultOptions } from '@caefetch/emulator'
import { createRandom, pick } from '../nightly/random.ts'
import type { Chronicle } from './chronicle.ts'
import type { Parties } from './parties.ts'
import type { Principal } from './plan.ts'

/** Seconds for which the token endpoint wants to be left alone when it says so. */
export const retryAfter = 1

/** Does something to Entra, a different thing each time. */
export function createTrouble(seed: number, { entra }: Parties, chronicle: Chronicle) {
  const random = createRandom(seed + 2)

  async function revoke(principal: Principal): Promise<void> {
    chronicle.revocations.push({ at: Date.now(), principal })
    await entra.revokeSessions(principal)
  }

  /** Faults wait for the next token request: one at a time, so that it is known how many come in a row. */
  let waiting: (() => void) | undefined
  const heard = chronicle.tokenRequests
  let heardBefore = 0
  function add(fault: FaultOptions): void {
    if (waiting && !heard.slice(heardBefore).some((request) => request.fault !== undefined))
      waiting()
    heardBefore = heard.length
    waiting = entra.faults.add({ endpoint: 'token', ...fault })
  }

  return async function make(): Promise<void> {
    const kind = pick(random, {
      'revoke the daemon': 30,
      'revoke a user': 25,
      'rotate keys': 3,
      'cut a token request': 10,
      'break one down': 10,
      'break off an answer': 6,
      'delay one': 8,
      'ask to be left alone': 2,
    })
    if (kind === 'revoke the daemon') await revoke('daemon')
    else if (kind === 'revoke a user') {
      await revoke(pick(random, { 'mfa-user@contoso.test': 2, 'plain-user@contoso.test': 1 }))
    } else if (kind === 'rotate keys') await entra.rotateKeys()
    else if (kind === 'cut a token request') add({ cut: true })
    else if (kind === 'break one down') add({ status: 502 })
    else if (kind === 'break off an answer') add({ malformed: true })
    else if (kind === 'delay one') add({ delay: 200 + random() * 800 })
    else add({ status: random() < 0.5 ? 429 : 503, retryAfter })
  }
}
