import { isGuid } from '../canonical-id.ts'

/** Whether a token is for this API. */
export interface Audience {
  /** The audiences that are taken, in every way in which Entra writes them. */
  readonly names: readonly string[]
  has(aud: unknown): boolean
}

/**
 * The audiences under which Entra names the same API: an application ID URI with and without a slash
 * at the end, and the client id that `api://` stands before by default. GUIDs are read in any case.
 */
export function createAudience(audiences: readonly string[]): Audience {
  const variants = audiences.flatMap((audience) => {
    const bare = caseless(audience.replace(/\/$/, ''))
    const id = bare.replace(/^api:\/\//, '')
    const named = isGuid(id) ? [id, `api://${id}`] : [bare]
    return [...named, ...named.filter((name) => name.includes('://')).map((name) => `${name}/`)]
  })
  const names = new Set(variants)
  const isName = (aud: unknown): boolean =>
    typeof aud === 'string' && (names.has(aud) || names.has(caseless(aud)))
  return {
    names: [...names],
    has: (aud) => (Array.isArray(aud) ? aud.some(isName) : isName(aud)),
  }
}

/** In lower case, where it is a GUID, or one behind `api://`. */
const caseless = (audience: string): string =>
  isGuid(audience.replace(/^api:\/\//i, '').replace(/\/$/, '')) ? audience.toLowerCase() : audience
