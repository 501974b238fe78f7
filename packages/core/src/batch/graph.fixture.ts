import { formatChallenge } from '../challenge/format-challenge.ts'
import { encodeClaims } from '../claims/claims-codec.ts'
import type { ClaimsRequest } from '../claims/claims-request.ts'
import { createTokens, type Received } from '../fetch/parties.fixture.ts'
import type { BatchRequest } from './batch.ts'

export const graph = 'https://graph.microsoft.com/v1.0/$batch'

/** The header of a part that is challenged, as a workload behind Graph sends it. */
export const challengeOf = (claims: ClaimsRequest | undefined): string =>
  formatChallenge({
    scheme: 'Bearer',
    params: claims
      ? { error: 'insufficient_claims', claims: encodeClaims(claims) }
      : { error: 'invalid_token' },
  })

/** Tokens that say what they were asked for with. */
export function grantingTokens() {
  const granted = new Map<string, ClaimsRequest>()
  const tokens = createTokens(({ claims = {} }, number) => {
    granted.set(`t${number}`, claims)
    return {}
  })
  return { tokens, granted }
}

/**
 * Graph, as far as batches go: each part runs after those it depends on, fails with 424 where one of them
 * has failed, and is challenged where `judge` says so.
 */
export function createGraph(
  judge: (id: string, token: string) => { status: number; challenge?: string },
) {
  const executed: string[] = []
  const batches: string[][] = []
  const handle = ({ body, token = '' }: Received): Response => {
    const { requests }: { requests: BatchRequest[] } = JSON.parse(body)
    batches.push(requests.map(({ id }) => id))
    const statuses = new Map<string, number>()
    const answers: object[] = []
    const pending = [...requests]
    while (pending.length > 0) {
      const index = pending.findIndex(({ dependsOn }) =>
        (dependsOn ?? []).every((id) => statuses.has(id)),
      )
      const [part] = pending.splice(index, 1)
      if (!part) throw new Error('The parts depend on each other in a circle.')
      const isFree = (part.dependsOn ?? []).every((id) => (statuses.get(id) ?? 500) < 400)
      const { status, challenge } = isFree ? judge(part.id, token) : { status: 424 }
      statuses.set(part.id, status)
      if (status < 400) executed.push(part.id)
      const headers = challenge
        ? { 'WWW-Authenticate': challenge }
        : { 'Content-Type': 'application/json' }
      answers.push({ id: part.id, status, headers, body: { by: token } })
    }
    return Response.json({ '@odata.context': 'x', responses: answers.reverse() })
  }
  return { handle, executed, batches }
}

/** What the parts were answered with, by id. */
export async function partsOf(response: Response): Promise<Record<string, number>> {
  const { responses }: { responses: { id: string; status: number }[] } = await response.json()
  return Object.fromEntries(responses.map(({ id, status }) => [id, status]))
}
