import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'

/** The keys that an issuer has published at one time. */
export interface KeySet {
  readonly get: JWTVerifyGetKey
  /**
   * Whether the key with this id, or each of them where none is named, may sign for that tenant: Entra
   * marks keys that belong to a single one.
   */
  mayServe(kid: string | undefined, tid: string | undefined): boolean
}

/** @throws where it is no set of keys, or has none. */
export function createKeySet(published: unknown): KeySet {
  const { keys } = Object(published) as Partial<JSONWebKeySet>
  if (!Array.isArray(keys) || keys.length === 0) throw new TypeError('The issuer has no keys.')
  const issuersByKid = new Map<string | undefined, unknown[]>()
  for (const key of keys) {
    const issuer: unknown = Reflect.get(key, 'issuer')
    for (const kid of new Set([key.kid, undefined])) {
      issuersByKid.set(kid, [...(issuersByKid.get(kid) ?? []), issuer])
    }
  }
  return {
    get: createLocalJWKSet({ keys }),
    mayServe(kid, tid) {
      if (tid === undefined) return true
      return (issuersByKid.get(kid) ?? []).every(
        (issuer) =>
          typeof issuer !== 'string' ||
          issuer.includes('{tenantid}') ||
          issuer.toLowerCase().includes(tid),
      )
    },
  }
}
