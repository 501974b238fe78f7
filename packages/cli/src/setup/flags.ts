import type { SetupOptions } from './options.ts'
import type { Platform } from './plan-client.ts'
import type { PolicyOptions } from './plan-policy.ts'

/** What `setup api` is told besides the API. */
export interface ApiFlags extends SetupOptions {
  readonly claims?: string[]
  readonly tokenVersion?: '1' | '2'
  readonly printRequests?: boolean
}

/** What `setup client` is told besides the client. */
export interface ClientFlags extends SetupOptions {
  readonly platform: Platform
  readonly redirectUri?: string[]
  readonly api?: string
  readonly scope?: string[]
}

/** What `setup policy` is told. */
export interface PolicyFlags extends SetupOptions {
  readonly context: string
  readonly contextName?: string
  readonly grant: PolicyOptions['grant']
  readonly excludeUser?: string[]
  readonly excludeGroup?: string[]
  readonly enforce?: boolean
  readonly printRequests?: boolean
}
