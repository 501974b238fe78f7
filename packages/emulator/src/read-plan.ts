import { readOptions } from '@caefetch/core/options'
import type { JWK } from 'jose'
import * as z from 'zod'
import { durationSchema } from './duration.ts'
import type { EmulatorOptions } from './options.ts'
import type { Plan } from './plan.ts'
import { policySchema } from './policy/policy.ts'
import { readyTenant } from './tenant/ready-tenant.ts'

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

const publicKey = z.custom<string | JWK>(
  (key) => (typeof key === 'string' ? key.includes('-----BEGIN') : Object(key).kty !== undefined),
  'must be a public key: PEM or JWK',
)

const redirectUri = z.url().regex(/^(?!(javascript|data|vbscript):)/i, 'must not run anything')

const app = z.strictObject({
  clientId: guid.optional(),
  platform: z.enum(['spa', 'web', 'native']).default('web'),
  secret: name.optional(),
  keys: z.array(publicKey).readonly().default([]),
  assertionReplay: z.enum(['allowed', 'refused']).default('allowed'),
  idTokens: z.boolean().default(false),
  redirectUris: z.array(redirectUri).readonly().default([]),
  resource: resource.optional(),
  delegated: permissions.default({}),
  application: permissions.default({}),
  consent: z.enum(['admin', 'user']).default('admin'),
})

const emulator = z
  .strictObject({
    tenant: z
      .strictObject({
        id: guid.optional(),
        domain: name.default('contoso.test'),
        type: z.enum(['workforce', 'external']).default('workforce'),
        edition: z.enum(['free', 'P1', 'P2']).default('P2'),
        securityDefaults: z.boolean().default(false),
      })
      .prefault({}),
    otherTenants: z
      .record(name, z.strictObject({ id: guid.optional(), guests: names }))
      .default({}),
    users: z.record(z.email(), user).prefault(readyTenant.users),
    apps: z.record(name, app).prefault(readyTenant.apps),
    authContexts: z.record(name, name).prefault(readyTenant.authContexts),
    graph: z
      .strictObject({
        authContexts: z.record(z.string().startsWith('/'), name).default({}),
        batchChallenges: z.enum(['envelope', 'parts']).default('envelope'),
      })
      .prefault({}),
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
  .refine(
    ({ tenant, otherTenants }) =>
      tenant.type === 'workforce' || Object.keys(otherTenants).length === 0,
    { path: ['otherTenants'], message: 'are for guests, whom an external tenant has not' },
  )

/** Checks the options once; throws a ConfigurationError that names each option that is wrong. */
export function readPlan(options: EmulatorOptions = {}): Plan {
  return readOptions(emulator, options, 'startEmulator')
}
