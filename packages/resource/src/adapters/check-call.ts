import type { Connection, Guard } from '../guard/guard.ts'
import type { GuardRequest } from '../guard/requirement.ts'
import type { Caller } from '../verify/caller.ts'
import { readCredentials } from '../verify/credentials.ts'
import { type AdapterOptions, readAdapterOptions } from './adapter-options.ts'
import { remember } from './guarded.ts'

/** A call as a guard looks at it, and the framework's own request, by which it is found again. */
export interface Incoming<Request extends object> {
  readonly own: Request
  readonly request: GuardRequest
  readonly connection: Connection
}

/** What a framework does with a guard: a call is checked, and a refusal is its answer. */
export type CheckCall<Request extends object> = (
  call: Incoming<Request>,
) => Promise<{ readonly refusal: Response } | { readonly caller: Caller | undefined }>

/**
 * Decides about the calls of a framework, and remembers each for the requirements of its route.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 */
export function createCheck<Request extends object>(
  guard: Guard,
  options: AdapterOptions<Request>,
  where: string,
): CheckCall<Request> {
  const { requirement, claims, optional } = readAdapterOptions(guard, options, where)
  return async ({ own, request, connection }) => {
    const verified = claims?.(own)
    if (optional && !verified && hasNoToken(request)) {
      remember(own, { guard, caller: undefined, request, connection })
      return { caller: undefined }
    }
    const verdict = await (verified
      ? guard.authorize(verified, requirement, request, connection)
      : guard.check(request, requirement, connection))
    if (!verdict.ok) return { refusal: verdict.response }
    const { caller } = verdict
    remember(own, { guard, caller, request, connection })
    return { caller }
  }
}

const hasNoToken = ({ headers }: GuardRequest): boolean =>
  readCredentials(headers.get('authorization')) === 'none'
