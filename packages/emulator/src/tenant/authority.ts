import { type Clock, createClock } from '../clock.ts'
import { createFaults, type FaultSource } from '../faults.ts'
import { createIds, type Ids } from '../ids.ts'
import { createJournal, type WritableJournal } from '../journal.ts'
import type { Plan } from '../options.ts'
import { createPolicies, type Policies } from '../policy/policies.ts'
import { createRevocations, type Revocations } from '../revocation/cutoffs.ts'
import { type Browsers, createBrowsers } from '../sign-in/browsers.ts'
import type { Flow } from '../sign-in/flow.ts'
import { createSessions, type Sessions } from '../sign-in/sessions.ts'
import { createKeys, type Keys } from '../tokens/keys.ts'
import {
  createGrants,
  createRedeemables,
  type Grants,
  type Redeemables,
} from '../tokens/redeemables.ts'
import { type Consents, createConsents } from './consents.ts'
import { createDirectory, type Directory } from './directory.ts'

/** The host of the real one, which the emulator stands in for when it has no socket. */
export const microsoftOrigin = 'https://login.microsoftonline.com'

/** Everything the endpoints work on: one tenant and its state. */
export interface Entra {
  readonly clock: Clock
  readonly ids: Ids
  readonly directory: Directory
  readonly sessions: Sessions
  readonly browsers: Browsers
  /** Sign-ins under way. */
  readonly flows: Redeemables<Flow>
  readonly grants: Grants
  readonly consents: Consents
  readonly revocations: Revocations
  readonly policies: Policies
  readonly keys: Keys
  readonly faults: FaultSource
  /** Requests that are to get no answer. */
  readonly cuts: WeakSet<Request>
  readonly journal: WritableJournal
  /** Ids of the authentication contexts that exist. */
  readonly authContexts: readonly string[]
  /** Scheme, host and port; Microsoft's own until a socket is open. */
  origin: string
}

export function createEntra(plan: Plan): Entra {
  const clock = createClock(plan.clock)
  const ids = createIds(plan.seed)
  const directory = createDirectory(plan)
  return {
    clock,
    ids,
    directory,
    sessions: createSessions(clock, ids),
    browsers: createBrowsers(ids),
    flows: createRedeemables(clock),
    grants: createGrants(clock, ids),
    consents: createConsents(),
    revocations: createRevocations(clock),
    policies: createPolicies(plan.policies, directory),
    keys: createKeys(ids),
    faults: createFaults(clock),
    cuts: new WeakSet(),
    journal: createJournal(),
    authContexts: Object.keys(plan.authContexts),
    origin: microsoftOrigin,
  }
}

/** The `iss` of a token of that version. */
export function issuerOf({ origin, directory }: Entra, version: 1 | 2 = 2): string {
  if (version === 2) return `${origin}/${directory.tenantId}/v2.0`
  const host = origin === microsoftOrigin ? 'https://sts.windows.net' : origin
  return `${host}/${directory.tenantId}/`
}
