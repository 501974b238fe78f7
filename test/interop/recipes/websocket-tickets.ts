import { randomUUID } from 'node:crypto'
import type { AccessTokenClaims, Guard, GuardRequest } from '@caefetch/resource'

const lifetime = 10_000

/** Tickets for the handshakes of WebSockets: each for one, within 10 seconds. One process alone knows them. */
export function createTickets(guard: Guard) {
  const tickets = new Map<string, AccessTokenClaims>()
  return {
    /** Answers `POST /socket-tickets`, with a challenge to who has no good token. */
    async issue(request: GuardRequest): Promise<Response> {
      const verdict = await guard.check(request)
      if (!verdict.ok) return verdict.response
      const ticket = randomUUID()
      tickets.set(ticket, verdict.claims)
      setTimeout(() => tickets.delete(ticket), lifetime).unref()
      return Response.json({ ticket }, { status: 201, headers: { 'cache-control': 'no-store' } })
    },
    /** The claims of the token that the ticket was issued for; the handshake uses it up. */
    redeem(ticket: string): AccessTokenClaims | undefined {
      const claims = tickets.get(ticket)
      tickets.delete(ticket)
      return claims
    },
  }
}
