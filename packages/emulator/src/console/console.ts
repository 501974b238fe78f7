import type { Clock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import type { Journal } from '../journal.ts'
import type { Policies } from '../policy/policies.ts'
import type { EventBus } from '../revocation/bus.ts'
import type { CriticalEvents } from '../revocation/critical-events.ts'
import type { Sessions } from '../sign-in/sessions.ts'
import type { Authority } from '../tenant/authority.ts'
import type { Directory } from '../tenant/directory.ts'
import type { Keys } from '../tokens/keys.ts'

export type Handler = (request: Request) => Response | Promise<Response>

/** What the page shows and changes. */
export interface ConsoleParts {
  readonly clock: Clock
  readonly authority: Authority
  readonly directory: Directory
  readonly sessions: Sessions
  readonly policies: Policies
  readonly journal: Journal
  readonly bus: EventBus
  readonly criticalEvents: CriticalEvents
  readonly faults: Faults
  readonly keys: Pick<Keys, 'rotate'>
  /** The emulator's endpoints, as a client reaches them. */
  readonly endpoints: Handler
}
