import type { TenantOptions } from '../tenant/options.ts'

/** What `doctor` is asked to look at. */
export interface DoctorOptions extends TenantOptions {
  readonly api?: string
  readonly origin?: string
  readonly redirectUri?: string
  readonly scope?: string[]
  readonly app?: string
}
