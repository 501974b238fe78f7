import { randomBytes } from 'node:crypto'
import type { AccessToken, ShareProblem, ShareRequest } from '@caefetch/core'
import type { RedisClient } from '../client/client.ts'
import { type RedisShareOptions, redisShare } from './redis-share.ts'

export const createSecret = (): string => randomBytes(32).toString('base64')

/** What all replicas are given unless a test says otherwise. */
export const secret = createSecret()

export const daemon = {
  client: 'https://login.contoso.test/a-tenant a-client cp1',
  scopes: ['api://orders/.default'],
} satisfies ShareRequest

let issued = 0

/** A token such as Entra would issue: no two are the same. */
export const issueToken = (more: Partial<AccessToken> = {}): AccessToken => ({
  token: `secret-token-${++issued}`,
  tokenType: 'Bearer',
  expiresOn: Date.now() + 3_600_000,
  refreshOn: Date.now() + 1_800_000,
  ...more,
})

/** A process that shares its tokens, and what it asked for and complained of. */
export function createReplica(
  client: RedisClient,
  // A machine that is busy with other tests is slow to answer.
  { secrets = [secret], timeout = 5000 }: Partial<RedisShareOptions> = {},
) {
  const share = redisShare({ client, secrets, timeout })
  const problems: ShareProblem[] = []
  let asked = 0
  return {
    problems,
    /** How often it asked the identity provider. */
    get asked() {
      return asked
    },
    getToken(
      request: Partial<ShareRequest> = {},
      ask: () => Promise<AccessToken> = async () => issueToken(),
    ): Promise<AccessToken> {
      const report = (problem: ShareProblem) => problems.push(problem)
      return share.getToken({ ...daemon, report, ...request }, () => {
        asked++
        return ask()
      })
    },
  }
}

export type Replica = ReturnType<typeof createReplica>

/** How often all of them asked. */
export const askedBy = (replicas: readonly Replica[]): number =>
  replicas.reduce((sum, { asked }) => sum + asked, 0)
