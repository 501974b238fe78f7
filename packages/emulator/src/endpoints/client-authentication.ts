import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { refuse } from '../errors/catalog.ts'
import type { Form } from '../server/form.ts'
import type { Authority } from '../tenant/authority.ts'
import type { Directory } from '../tenant/directory.ts'
import { findClient } from '../tenant/find-client.ts'
import { type App, isConfidential } from '../tenant/model.ts'
import type { Keys } from '../tokens/keys.ts'
import { createAssertionCheck, jwtBearer, subjectOf } from './client-assertion.ts'

export type AuthenticateClient = (
  authority: Authority,
  form: Form,
  authorization: string | undefined,
) => Promise<App>

/**
 * Finds the client and checks how it authenticates: client_secret_post, client_secret_basic,
 * private_key_jwt, or nothing for a public client.
 *
 * @see [RFC 6749 §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)
 */
export function createClientAuthentication(
  directory: Directory,
  clock: Clock,
  keys: Keys,
): AuthenticateClient {
  const checkAssertion = createAssertionCheck(clock, keys)
  return async (authority, form, authorization) => {
    const basic = readBasic(authorization)
    const assertion = form.get('client_assertion')
    const clientId = basic?.id ?? form.get('client_id') ?? subjectOf(assertion)
    const app = findClient(directory, clientId ?? form.need('client_id'))
    const secret = basic?.secret ?? form.get('client_secret')
    if (waysIn(form, basic) > 1) throw refuse.severalCredentials()
    if (!isConfidential(app)) {
      if (secret !== undefined || assertion !== undefined) throw refuse.publicClient()
    } else if (assertion !== undefined) {
      if (form.need('client_assertion_type') !== jwtBearer) {
        throw refuse.malformed("The 'client_assertion_type' is not supported.")
      }
      await checkAssertion(authority, app, assertion)
    } else if (secret === undefined) {
      throw refuse.missingCredential()
    } else if (app.secret === undefined || !sameSecret(secret, app.secret)) {
      throw refuse.wrongSecret(app.clientId)
    }
    return app
  }
}

/** How many of the ways to authenticate a request takes at once. */
function waysIn(form: Form, basic: { readonly id: string } | undefined): number {
  const { length } = ['client_secret', 'client_assertion'].filter((name) => form.get(name))
  return length + (basic ? 1 : 0)
}

function readBasic(authorization = ''): { id: string; secret: string } | undefined {
  const [, encoded] = /^basic +([a-z0-9+/=_-]+)$/i.exec(authorization) ?? []
  if (encoded === undefined) return undefined
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':')
  return { id: unescapeForm(id), secret: unescapeForm(secret.join(':')) }
}

/** RFC 6749 §2.3.1 wants both parts form-encoded. */
function unescapeForm(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    return value
  }
}

function sameSecret(a: string, b: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest()
  return timingSafeEqual(digest(a), digest(b))
}
