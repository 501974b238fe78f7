import type { EventBus } from '../revocation/bus.ts'
import type { CriticalEvents } from '../revocation/critical-events.ts'
import type { Entra } from '../tenant/authority.ts'

/** What the page shows and changes. */
export interface AdminParts {
  readonly entra: Entra
  readonly bus: EventBus
  readonly happenings: CriticalEvents
  /** The emulator's endpoints, as a client reaches them. */
  readonly endpoints: Handler
}

export type Handler = (request: Request) => Response | Promise<Response>
