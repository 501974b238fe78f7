import { everyEndIsTold, noChallengeIsDropped } from './challenges.ts'
import { claimsAreSentOnce } from './claims-once.ts'
import type { Invariant } from './invariant.ts'
import {
  droppedResponsesAreLetGo,
  noRequestIsLeft,
  nothingIsLeft,
  sourcesAreLetGo,
} from './leftovers.ts'
import { failuresAreDue, nobodyIsAskedUnasked, silentCallsDoNotWait } from './persons.ts'
import {
  equalChallengesAreOneRequest,
  oneClaimsRequestAtATime,
  onePlainRequestAtATime,
  oneQuestionAtATime,
  requestsAreBounded,
} from './requests.ts'
import {
  answersAreOnesOwn,
  lostBodiesAreDue,
  nothingIsExecutedTwice,
  nothingIsSentAfterwards,
  onlyItsOwnBody,
} from './sending.ts'
import { abortEndsEveryWait, everyCallSettles } from './settling.ts'
import {
  answersAreNotOvertaken,
  expiredTokensAreNotSent,
  signedOutTokensAreDropped,
  tokensAreOnesOwn,
} from './tokens.ts'

export const invariants: readonly Invariant[] = [
  everyCallSettles,
  abortEndsEveryWait,
  nothingIsExecutedTwice,
  nothingIsSentAfterwards,
  answersAreOnesOwn,
  onlyItsOwnBody,
  lostBodiesAreDue,
  tokensAreOnesOwn,
  signedOutTokensAreDropped,
  expiredTokensAreNotSent,
  answersAreNotOvertaken,
  oneClaimsRequestAtATime,
  oneQuestionAtATime,
  onePlainRequestAtATime,
  equalChallengesAreOneRequest,
  requestsAreBounded,
  noChallengeIsDropped,
  everyEndIsTold,
  claimsAreSentOnce,
  silentCallsDoNotWait,
  failuresAreDue,
  nobodyIsAskedUnasked,
  nothingIsLeft,
  noRequestIsLeft,
  droppedResponsesAreLetGo,
  sourcesAreLetGo,
]
