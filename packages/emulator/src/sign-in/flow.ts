import type { EntraError } from '../errors/entra-error.ts'
import type { ClaimsDemand } from '../policy/claims-demand.ts'
import type { Authority } from '../tenant/authority.ts'
import type { App, User } from '../tenant/model.ts'
import type { DeviceGrant } from '../tokens/device-code.ts'
import type { Scope } from '../tokens/scope.ts'
import type { AuthorizeRequest, Prompt } from './authorize-request.ts'
import type { Session } from './sessions.ts'

/** A sign-in under way: what is wanted, and what the person has done so far. */
export interface Flow {
  readonly authority: Authority
  readonly app: App
  readonly scopes: readonly Scope[]
  readonly demand: ClaimsDemand
  readonly prompt: Prompt | undefined
  /** How old the sign-in may be, in seconds. */
  readonly maxAge: number | undefined
  readonly loginHint: string | undefined
  readonly sid: string | undefined
  /** What it ends in: an answer to a client, or a device that waits. */
  readonly goal: { readonly request: AuthorizeRequest } | { readonly device: DeviceGrant }
  /** The session that was chosen or begun in this flow. */
  session?: Session
  /** Whether the person typed their credentials in this flow. */
  isFresh: boolean
  hasConsented: boolean
  /** Whether the person wants an account that is not signed in yet. */
  wantsOther: boolean
  /** Why the person could not go on. */
  blockedBy?: EntraError
}

/** What happens next. */
export type Step =
  | { readonly show: 'sign-in'; readonly username: string | undefined }
  | { readonly show: 'accounts'; readonly users: readonly User[] }
  | { readonly show: 'mfa' | 'enrol'; readonly user: User }
  | { readonly show: 'consent'; readonly user: User; readonly wanted: readonly Scope[] }
  | { readonly show: 'blocked'; readonly error: EntraError }
  | { readonly refuse: EntraError }
  | { readonly done: Session }

/** What a person has done in a flow that only begins: nothing. */
export const newFlow: Pick<Flow, 'isFresh' | 'hasConsented' | 'wantsOther'> = {
  isFresh: false,
  hasConsented: false,
  wantsOther: false,
}
