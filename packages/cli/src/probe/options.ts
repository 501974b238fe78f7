import type { TenantOptions } from '../tenant/options.ts'

/** What `probe` is asked for; times in milliseconds. */
export interface ProbeOptions extends TenantOptions {
  readonly api: string
  readonly scope: string[]
  readonly user?: string
  readonly revoke: 'graph' | 'ask'
  readonly interval: number
  readonly limit: number
}
