import type { Requirement } from '../index.ts'
import { call, setGuard, sign, userClaims } from '../issuer.fixture.ts'

/** The verdict of a new guard about a user's token with such claims. */
export const checkClaims = async (
  requirement: Requirement,
  claims: Record<string, unknown> = {},
  options: Parameters<typeof setGuard>[0] = {},
) => setGuard(options).guard.check(call(await sign(userClaims(claims))), requirement)
