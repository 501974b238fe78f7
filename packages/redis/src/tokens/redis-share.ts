import type { TokenShare } from '@caefetch/core'
import { createCommands } from '../client/commands.ts'
import { connectionOf } from '../client/connection.ts'
import { type RedisOptions, readMilliseconds, readPrefix } from '../options.ts'
import { entryOf } from './entry.ts'
import { createInTurn } from './in-turn.ts'
import { createProblems } from './problems.ts'
import { createSeal } from './seal.ts'
import { sealingKeys } from './secrets.ts'
import { takeOrAsk } from './take-or-ask.ts'
import { createTokenStore } from './token-store.ts'

/** Options of {@link redisShare}. */
export interface RedisShareOptions extends RedisOptions {
  /**
   * Secrets that tokens are encrypted with: 32 random bytes each, in base64. The first encrypts, all
   * decrypt. To change it, give all replicas `[old, new]`, then `[new, old]`, then `[new]`.
   */
  secrets: readonly string[]
  /** How long an answer of Redis is waited for before the replica goes on without it, in milliseconds. Default: 500. */
  timeout?: number | undefined
}

/**
 * Creates what `createCaeFetch(app, { share })` and `createOnBehalfOf(app, { share })` share tokens by.
 * When the tokens of many replicas are refused at once, one of them asks the identity provider, and the
 * others have its token within 20 ms.
 *
 * Tokens are encrypted (AES-256-GCM), bound to their client, account and scopes, and leave Redis when
 * they expire. Claims never get there. While Redis is down, slow, full or lies, each replica asks for
 * itself: no call fails because of Redis, and none waits for it longer than a second.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 */
export function redisShare(options: RedisShareOptions): TokenShare {
  const prefix = readPrefix(options.prefix)
  const timeout = readMilliseconds('timeout', options.timeout, 500)
  const commands = createCommands(connectionOf(options.client), timeout)
  const seal = createSeal(sealingKeys(options.secrets))
  const inTurn = createInTurn()
  const problemsOf = createProblems()

  return {
    async getToken(request, ask) {
      request.signal?.throwIfAborted()
      const entry = entryOf(prefix, request)
      return inTurn(entry.token, request, () => {
        const store = createTokenStore(commands, seal, entry, request.rejectedToken)
        return takeOrAsk(store, request, problemsOf(request), ask)
      })
    },
  }
}
