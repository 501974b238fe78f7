import type { Duration } from './duration.ts'
import type {
  ApiOptions,
  AppOptions,
  GraphOptions,
  OtherTenantOptions,
  TenantOptions,
  UserOptions,
} from './options.ts'
import type { PolicyOptions } from './policy/policy.ts'

type Filled<T, Optional extends keyof T = never> = Readonly<Pick<T, Optional>> & {
  readonly [K in Exclude<keyof T, Optional>]-?: NonNullable<T[K]>
}

type FilledApp = Filled<Omit<AppOptions, 'resource'>, 'clientId' | 'secret'> & {
  readonly resource?: Filled<ApiOptions> | undefined
}

/** The options, checked and with every default filled in. */
export interface Plan {
  readonly tenant: Filled<TenantOptions, 'id'>
  readonly otherTenants: Readonly<Record<string, OtherTenantOptions>>
  readonly users: Readonly<Record<string, Filled<UserOptions, 'name'>>>
  readonly apps: Readonly<Record<string, FilledApp>>
  readonly authContexts: Readonly<Record<string, string>>
  readonly graph: Filled<GraphOptions>
  readonly policies: readonly PolicyOptions[]
  readonly clock?: Date | string | number | undefined
  readonly seed?: string | undefined
  readonly port: number | false
  readonly https: boolean
  readonly propagationDelay: Duration
}
