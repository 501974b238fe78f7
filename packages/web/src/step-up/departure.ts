import type { Session } from '../sessions/session.ts'
import type { Departure } from '../sign-in/attempts.ts'
import type { StepUp } from './step-ups.ts'

/** How a step-up begins: with Entra's user that is signed in here, and with the claims. */
export const departureOf = (
  session: Session,
  id: string,
  step: StepUp,
  options: { returnTo?: string; isPopup?: boolean } = {},
): Departure => ({
  scopes: step.scopes,
  returnTo: step.returnTo,
  ...options,
  session,
  stepUp: { id, visitId: session.visitId, step },
  ...(step.claims && { claims: JSON.stringify(step.claims) }),
})
