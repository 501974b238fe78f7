export {
  BodyNotReplayableError,
  CaeError,
  ConfigurationError,
  InteractionRequiredError,
  isCaeError,
  ReauthenticationError,
  withCae,
} from '@caefetch/node'
export { type ExpressWeb, expressWeb } from './adapters/express.ts'
export { type FastifyWeb, fastifyWeb } from './adapters/fastify.ts'
export { type HonoWeb, honoWeb } from './adapters/hono.ts'
export { createWeb } from './create-web.ts'
export { RefusedRequestError, SessionsUnavailableError } from './errors.ts'
export type { SessionOptions, WebOptions } from './options.ts'
export type { PageReason, PageView } from './pages/page-view.ts'
export type { NodeRequest, WebRequest } from './request/incoming.ts'
export type { SessionSubject } from './sessions/endings.ts'
export type { EndReason } from './sessions/session.ts'
export type { SessionStore } from './sessions/store.ts'
export type { ReadBody } from './step-up/kept-requests.ts'
export type { SessionRevocations, SignInOptions, SignOutOptions, Web } from './web.ts'
