import type { CaeFetch, createOnBehalfOf } from '@caefetch/node'
import { type Guard, type RelayOptions, type Requirement, relayChallenge } from '@caefetch/resource'

type OnBehalfOf = ReturnType<typeof createOnBehalfOf>

/**
 * A route handler that calls another API on behalf of its caller. What only the user can answer goes to the
 * user: `export const GET = onBehalf(guard, onBehalfOf, { clientId }, { scopes: 'access_as_user' }, …)`.
 */
export const onBehalf =
  (
    guard: Guard,
    onBehalfOf: OnBehalfOf,
    { clientId }: Pick<RelayOptions, 'clientId'>,
    requirement: Requirement,
    handler: (request: Request, caeFetch: CaeFetch) => Promise<Response>,
  ) =>
  async (request: Request): Promise<Response> => {
    const verdict = await guard.check(request, requirement)
    if (!verdict.ok) return verdict.response
    const token = request.headers.get('authorization')?.split(' ')[1] ?? ''
    try {
      return await handler(request, onBehalfOf(token))
    } catch (error) {
      const relayed = relayChallenge(error, { caller: verdict.caller, clientId })
      if (relayed) return relayed
      throw error
    }
  }
