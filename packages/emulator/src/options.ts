import * as z from 'zod'
import { type Duration, durationSchema } from './duration.ts'
import { type PolicyOptions, policySchema } from './policy/policy.ts'
import type { Location, Platform, RiskLevel } from './tenant/model.ts'
import { readyTenant } from './tenant/ready-tenant.ts'

/** A person in the tenant. */
export interface UserOptions {
  /** Display name. Default: the part of the user principal name before the `@`. */
  name?: string | undefined
  /** Default: `password`. */
  password?: string | undefined
  /** Whether the user has a second factor to show. Default: `false`. */
  canMfa?: boolean | undefined
  /** Default: `none`. */
  risk?: RiskLevel | undefined
  /** Default: the Netherlands, at an address of the documentation range. */
  location?: Location | undefined
  /** Whether the user's device is managed and healthy. Default: `true`. */
  deviceCompliant?: boolean | undefined
}

/** An API that an application exposes. */
export interface ResourceOptions {
  /** The application ID URI, e.g. `api://orders`. */
  uri: string
  /** Delegated permissions. Default: none. */
  scopes?: readonly string[] | undefined
  /** App roles. Default: none. */
  roles?: readonly string[] | undefined
  /** Whether capable clients get tokens of 24 to 28 hours. Default: `true`. */
  cae?: boolean | undefined
  /** Optional claims of the access token, as in the app manifest. Default: `['xms_cc', 'acrs']`. */
  optionalClaims?: readonly string[] | undefined
  /** Default: 2. */
  tokenVersion?: 1 | 2 | undefined
}

/** An application registration: a client, an API, or both. */
export interface AppOptions {
  /** Default: a GUID that follows from the tenant and the name. */
  clientId?: string | undefined
  /** How redirect URIs are registered. Default: `web`. */
  platform?: Platform | undefined
  /** Makes the client confidential. */
  secret?: string | undefined
  /** Public keys (PEM or JWK) whose client assertions are accepted; makes the client confidential. */
  keys?: readonly (string | JsonWebKey)[] | undefined
  /** Exact, or ending in `*`; the port of a loopback address is ignored. Default: none. */
  redirectUris?: readonly string[] | undefined
  resource?: ResourceOptions | undefined
  /** Delegated permissions by resource, e.g. `{ 'api://orders': ['orders.read'] }`. Default: none. */
  delegated?: Record<string, readonly string[]> | undefined
  /** Application permissions by resource, granted. Default: none. */
  application?: Record<string, readonly string[]> | undefined
  /** `admin`: consented for everyone (the default); `user`: each user is asked once. */
  consent?: 'admin' | 'user' | undefined
}

/** What `startEmulator` takes; everything has a default. */
export interface EmulatorOptions {
  /** Default: `{ domain: 'contoso.test' }`, with an id that follows from the domain. */
  tenant?: { id?: string | undefined; domain?: string | undefined } | undefined
  /** People by user principal name. Default: the ready tenant's. */
  users?: Record<string, UserOptions> | undefined
  /** Applications by name. Default: the ready tenant's. */
  apps?: Record<string, AppOptions> | undefined
  /** Authentication contexts that exist, id to display name. Default: the ready tenant's. */
  authContexts?: Record<string, string> | undefined
  /** Conditional Access policies. Default: the ready tenant's. */
  policies?: readonly PolicyOptions[] | undefined
  /** An instant at which time stands still until it is moved. Default: real time. */
  clock?: Date | string | number | undefined
  /** Makes ids, codes and lifetimes repeatable. Default: different in every run. */
  seed?: string | undefined
  /** TCP port on loopback; 0 picks a free one, `false` opens none (use `emulator.fetch`). Default: 0. */
  port?: number | false | undefined
  /** Speaks https with a certificate made for the occasion; see `emulator.certificate`. Default: `false`. */
  https?: boolean | undefined
  /** How long an event takes to reach the APIs (Entra: up to 15 minutes). Default: 0. */
  propagationDelay?: Duration | undefined
}

const guid = z.guid()
const name = z.string().min(1)
const names = z.array(name).readonly()
const permissions = z.record(name, names)

const location = z.strictObject({ country: z.string().length(2), ip: z.string().min(2) })

const user = z.strictObject({
  name: name.optional(),
  password: z.string().default('password'),
  canMfa: z.boolean().default(false),
  risk: z.enum(['none', 'low', 'medium', 'high']).default('none'),
  location: location.default({ country: 'NL', ip: '203.0.113.7' }),
  deviceCompliant: z.boolean().default(true),
})

const resource = z.strictObject({
  uri: z.string().regex(/^[a-z][a-z0-9+.-]*:\/\/\S*[^\s/]$/i, 'must be a URI like api://orders'),
  scopes: names.default([]),
  roles: names.default([]),
  cae: z.boolean().default(true),
  optionalClaims: names.default(['xms_cc', 'acrs']),
  tokenVersion: z.union([z.literal(1), z.literal(2)]).default(2),
})

const publicKey = z.custom<string | JsonWebKey>(
  (key) => (typeof key === 'string' ? key.includes('-----BEGIN') : Object(key).kty !== undefined),
  'must be a public key: PEM or JWK',
)

const redirectUri = z.url().regex(/^(?!(javascript|data|vbscript):)/i, 'must not run anything')

const app = z.strictObject({
  clientId: guid.optional(),
  platform: z.enum(['spa', 'web', 'native']).default('web'),
  secret: name.optional(),
  keys: z.array(publicKey).readonly().default([]),
  redirectUris: z.array(redirectUri).readonly().default([]),
  resource: resource.optional(),
  delegated: permissions.default({}),
  application: permissions.default({}),
  consent: z.enum(['admin', 'user']).default('admin'),
})

const emulator = z
  .strictObject({
    tenant: z
      .strictObject({ id: guid.optional(), domain: name.default('contoso.test') })
      .prefault({}),
    users: z.record(z.email(), user).prefault(readyTenant.users),
    apps: z.record(name, app).prefault(readyTenant.apps),
    authContexts: z.record(name, name).prefault(readyTenant.authContexts),
    policies: z.array(policySchema).prefault(readyTenant.policies),
    clock: z.union([z.date(), z.iso.datetime({ offset: true }), z.number()]).optional(),
    seed: z.string().optional(),
    port: z.union([z.literal(false), z.int().min(0).max(65_535)]).default(0),
    https: z.boolean().default(false),
    propagationDelay: durationSchema.default(0),
  })
  .refine(({ https, port }) => !https || port !== false, {
    path: ['https'],
    message: 'needs a port to listen on',
  })

type Filled<T, Optional extends keyof T = never> = Readonly<Pick<T, Optional>> & {
  readonly [K in Exclude<keyof T, Optional>]-?: NonNullable<T[K]>
}

type FilledApp = Filled<Omit<AppOptions, 'resource'>, 'clientId' | 'secret'> & {
  readonly resource?: Filled<ResourceOptions> | undefined
}

/** The options, checked and with every default filled in. */
export interface Plan {
  readonly tenant: { readonly id?: string | undefined; readonly domain: string }
  readonly users: Readonly<Record<string, Filled<UserOptions, 'name'>>>
  readonly apps: Readonly<Record<string, FilledApp>>
  readonly authContexts: Readonly<Record<string, string>>
  readonly policies: readonly PolicyOptions[]
  readonly clock?: Date | string | number | undefined
  readonly seed?: string | undefined
  readonly port: number | false
  readonly https: boolean
  readonly propagationDelay: Duration
}

/** Checks the options once; throws a `TypeError` that names each option that is wrong. */
export function readOptions(options: EmulatorOptions = {}): Plan {
  const result = emulator.safeParse(options)
  if (result.success) return result.data
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new TypeError(`startEmulator: ${problems.join('; ')}`)
}
