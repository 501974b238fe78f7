import { eventsAreHandledOnce, eventsAreNotLost, nothingIsLeft } from './events.ts'
import type { FleetInvariant } from './invariant.ts'
import {
  acceptedIsInForceEverywhere,
  allAgreeAfterwards,
  cutoffsOnlyRise,
  revokedIsInForceHere,
  staleIsDown,
} from './revocations.ts'
import {
  everyCallSettles,
  expiredTokensAreNotSent,
  lateHoldersChangeNothing,
  nobodyWaitsForSilence,
  redisFailsNoCall,
  requestsAreBounded,
  stormsAreOneRequest,
  tokensAreOnesOwn,
} from './share.ts'

export const fleetInvariants: readonly FleetInvariant[] = [
  everyCallSettles,
  redisFailsNoCall,
  nobodyWaitsForSilence,
  lateHoldersChangeNothing,
  stormsAreOneRequest,
  requestsAreBounded,
  tokensAreOnesOwn,
  expiredTokensAreNotSent,
  revokedIsInForceHere,
  acceptedIsInForceEverywhere,
  staleIsDown,
  cutoffsOnlyRise,
  allAgreeAfterwards,
  eventsAreHandledOnce,
  eventsAreNotLost,
  nothingIsLeft,
]
