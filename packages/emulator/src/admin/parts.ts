import type { Entra } from '../entra.ts'
import type { CriticalEvents } from '../events/critical-events.ts'
import type { EventBus } from '../events/events.ts'

/** What the page shows and changes. */
export interface AdminParts {
  readonly entra: Entra
  readonly bus: EventBus
  readonly happenings: CriticalEvents
  /** The emulator's endpoints, as a client reaches them. */
  readonly endpoints: Handler
}

export type Handler = (request: Request) => Response | Promise<Response>
