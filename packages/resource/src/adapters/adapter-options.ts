import { readOptions } from '@caefetch/core/options'
import * as z from 'zod'
import type { Guard } from '../guard/guard.ts'
import { fixRequirement, type Requirement } from '../guard/requirement.ts'
import { aFunction } from '../option-schemas.ts'
import type { AccessTokenClaims } from '../verify/caller.ts'

/** Options of {@link expressGuard}, {@link fastifyGuard} and {@link honoGuard}. */
export interface AdapterOptions<Request> {
  /** What every call requires. Default: a valid token. */
  requirement?: Requirement | undefined
  /** The claims of a token that other middleware has verified. Default: the guard verifies the token. */
  claims?: ((request: Request) => AccessTokenClaims | undefined) | undefined
  /**
   * Whether a call without a token passes, with no caller; a bad token is refused all the same, and so is
   * no token by what a route requires. Default: `false`.
   */
  optional?: boolean | undefined
}

const schema = z.strictObject({
  requirement: z.custom<Requirement>((value) => typeof value === 'object').optional(),
  claims: aFunction<(request: never) => AccessTokenClaims | undefined>().optional(),
  optional: z.boolean('must be true or false').optional(),
})

/** @throws {@link ConfigurationError} for options that cannot work. */
export function readAdapterOptions<Request>(
  guard: Guard,
  options: AdapterOptions<Request>,
  where: string,
): AdapterOptions<Request> {
  const guardSchema = z.custom<Guard>(
    (value) => typeof Object(value).check === 'function',
    'the guard must come from createGuard',
  )
  readOptions(guardSchema, guard, where)
  readOptions(schema, options, where)
  const { requirement } = options
  return { ...options, requirement: requirement && fixRequirement(requirement, where) }
}
