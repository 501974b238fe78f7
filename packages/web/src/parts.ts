import type { Plan } from './options.ts'
import type { Show } from './pages/show.ts'
import type { CurrentSession } from './sessions/current-session.ts'
import type { Endings } from './sessions/endings.ts'
import type { MsalApps } from './sessions/msal-app.ts'
import type { Sessions } from './sessions/sessions.ts'
import type { UserClients } from './sessions/user-clients.ts'
import type { Attempts } from './sign-in/attempts.ts'
import type { Calls } from './step-up/calls.ts'
import type { KeptRequests } from './step-up/kept-requests.ts'
import type { StepUps } from './step-up/step-ups.ts'

/** The parts that a web application is made of. */
export interface Parts {
  readonly plan: Plan
  readonly apps: MsalApps
  readonly sessions: Sessions
  readonly endings: Endings
  readonly clients: UserClients
  readonly kept: KeptRequests
  readonly current: CurrentSession
  readonly attempts: Attempts
  readonly stepUps: StepUps
  readonly calls: Calls
  readonly show: Show
}
