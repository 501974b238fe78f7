export { ConfigurationError } from '@caefetch/core'
export type { AdapterOptions } from './adapters/adapter-options.ts'
export { type ExpressMiddleware, expressGuard } from './adapters/express.ts'
export { expressHandler } from './adapters/express-handler.ts'
export { type FastifyHook, type FastifyReplyLike, fastifyGuard } from './adapters/fastify.ts'
export { callerOf } from './adapters/guarded.ts'
export {
  type GuardVariables,
  type HonoContext,
  type HonoMiddleware,
  honoGuard,
} from './adapters/hono.ts'
export type { NodeRequest } from './adapters/node-request.ts'
export {
  type RouteRequirement,
  requireAuthContext,
  requireCaller,
  requireRole,
  requireScope,
} from './adapters/require.ts'
export { type NodeResponse, sendResponse } from './adapters/send-response.ts'
export { sessionEndingEvents } from './events/ends-sessions.ts'
export type { EventErrorCode, RefusedEvent } from './events/event-fault.ts'
export type { EventOptions } from './events/options.ts'
export { type PollOptions, pollEvents } from './events/poll.ts'
export { createEventReceiver, type EventReceiverOptions } from './events/receiver.ts'
export type { EventId, ReplayStore } from './events/replays.ts'
export type {
  ComplexSubject,
  EventSubject,
  HandledEvent,
  IdTokenSubject,
  OAuthTokenSubject,
  OtherSubject,
  SecurityEvent,
} from './events/security-event.ts'
export { entraSubjects, type SubjectResolver } from './events/subjects.ts'
export type { RefusalReason } from './guard/demand.ts'
export { type Connection, createGuard, type Guard, type Verdict } from './guard/guard.ts'
export type { LocationOptions } from './guard/location.ts'
export type { GuardEvent, GuardOptions } from './guard/options.ts'
export type { GuardRequest, Requirement } from './guard/requirement.ts'
export { type RelayOptions, relayChallenge } from './on-behalf-of/relay-challenge.ts'
export {
  createRevocations,
  type Revocations,
  type RevocationsOptions,
} from './revocations/revocations.ts'
export type { RevocationStore } from './revocations/store.ts'
export type { RevokedSubject, TokenStamp } from './revocations/subject.ts'
export type { AccessTokenClaims, Caller } from './verify/caller.ts'
export type { TokenReason } from './verify/faults.ts'
export type { Tenants } from './verify/issuers.ts'
