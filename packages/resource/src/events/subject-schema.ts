import * as z from 'zod'
import type { EventSubject } from './security-event.ts'

const text = z.string().min(1)
const plain = [
  z.object({ format: z.literal('iss_sub'), iss: text, sub: text }),
  z.object({ format: z.literal('jwt_id'), iss: text, jti: text }),
  z.object({ format: z.literal('opaque'), id: text }),
  z.object({ format: z.literal('email'), email: text }),
  z.object({ format: z.literal('phone_number'), phone_number: text }),
  z.object({ format: z.literal('account'), uri: text }),
  z.object({ format: z.literal('did'), url: text }),
  z.object({ format: z.literal('uri'), uri: text }),
  z.object({ format: z.literal('saml_assertion_id'), issuer: text, assertion_id: text }),
  z.object({ format: z.literal('ip-addresses'), 'ip-addresses': text.array().min(1) }),
  z.object({
    format: z.literal('id_token_claims'),
    iss: text.optional(),
    sub: text.optional(),
    email: text.optional(),
  }),
  z.object({
    format: z.literal('oauth_token'),
    token: text,
    token_type: text.optional(),
    token_identifier_alg: text.optional(),
  }),
  z.object({ format: z.literal('other'), members: z.record(z.string(), z.unknown()) }),
] as const
const simple = z.preprocess(toListed, z.discriminatedUnion('format', plain))
// Aliases hold no aliases (RFC 9493 §3.2.8), and the parts of a complex subject are not complex.
const aliases = z.object({
  format: z.literal('aliases'),
  identifiers: simple.array().min(1).max(32),
})
const part = z.preprocess(toListed, z.discriminatedUnion('format', [...plain, aliases])).optional()

const complex = z.object({
  format: z.literal('complex'),
  user: part,
  device: part,
  session: part,
  application: part,
  tenant: part,
  org_unit: part,
  group: part,
})

const listed: ReadonlySet<unknown> = new Set([
  ...plain.map(({ shape }) => shape.format.value),
  'aliases',
  'complex',
])

/** A subject of a format that is not listed, as one of the format `other`. */
function toListed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('format' in value)) return value
  const isListed = listed.has(value.format) && value.format !== 'other'
  return isListed || typeof value.format !== 'string' ? value : { format: 'other', members: value }
}

/** Before SSF 1.0 formats were called subject types, and a complex subject had none of its own. */
function toFormat(value: unknown, levels = 1): unknown {
  if (typeof value !== 'object' || value === null || 'format' in value) return value
  if ('subject_type' in value) {
    const { subject_type, ...rest } = value
    return { ...rest, format: String(subject_type).replace(/^(iss|jwt)-/, '$1_') }
  }
  if (levels === 0) return value
  const named = Object.entries(value).map(([name, each]) => [name, toFormat(each, levels - 1)])
  return { ...Object.fromEntries(named), format: 'complex' }
}

export const subjectSchema: z.ZodType<EventSubject> = z.preprocess(
  (value) => toListed(toFormat(value)),
  z.discriminatedUnion('format', [...plain, aliases, complex]),
)
