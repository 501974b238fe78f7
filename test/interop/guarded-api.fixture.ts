import { type EmulatorOptions, startEmulator } from '@caefetch/emulator'
import {
  createEventReceiver,
  createGuard,
  createRevocations,
  type Requirement,
} from '@caefetch/resource'

/** The address of the API; requests to it are handed to its handler, without a socket. */
export const apiUrl = 'https://api.contoso.test'
export const scope = 'api://orders/.default'
export const mia = 'mfa-user@contoso.test'

/** What the API does once the guard lets a request in. */
export type Respond = (request: Request) => Response | Promise<Response>

/** An emulator, and an API behind our guard that hears of revocations by pushed events. */
export async function startGuardedApi(
  options: EmulatorOptions = {},
  respond: Respond = () => Response.json({ orders: [] }),
) {
  const emulator = await startEmulator(options)
  const { tenantId, issuer, jwksUri } = emulator
  const revocations = createRevocations()
  const fetch = (request: Request) => emulator.fetch(request)
  const entra = { issuer, jwksUri, fetch, revocations }
  const guard = createGuard({ ...entra, tenantId, audience: emulator.audience('api://orders') })
  const audience = `${apiUrl}/events`
  const receive = createEventReceiver({ ...entra, audience })
  emulator.events.push({ url: audience, audience, fetch: receive })
  const statuses: number[] = []
  let requirement: Requirement = {}

  async function answer(request: Request): Promise<Response> {
    const verdict = await guard.check(request, requirement)
    const response = verdict.ok ? await respond(request) : verdict.response
    statuses.push(response.status)
    return response
  }

  return {
    emulator,
    guard,
    answer,
    /** What the API answered, oldest first. */
    statuses,
    require(next: Requirement) {
      requirement = next
    },
    [Symbol.asyncDispose]: () => emulator.close(),
  }
}
