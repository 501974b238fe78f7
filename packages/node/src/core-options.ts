import type { CaeFetchOptions } from '@caefetch/core'
import { graphIn } from './sources/msal-config.ts'
import { warnWithoutListener } from './warn.ts'

/** The options of core, with what is the default for an application of MSAL. */
export function coreOptionsFor(app: object, options: CaeFetchOptions): CaeFetchOptions {
  const { resources = graphIn(app) } = options
  return warnWithoutListener({ ...options, ...(resources !== undefined && { resources }) })
}
