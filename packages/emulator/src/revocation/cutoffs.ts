import { type Clock, epochSeconds } from '../clock.ts'

/** The moment before which a principal's tokens are no longer good. */
export interface Cutoff {
  /** Seconds since the epoch: a token issued earlier is revoked. */
  readonly at: number
  /** Ids (`uti`) of the tokens issued earlier in that very second, which `at` alone cannot tell apart. */
  readonly tokens: readonly string[]
}

/** What a token says that decides whether a cutoff hits it. */
export interface TokenStamp {
  readonly iat: number
  readonly uti: string
}

export function isRevoked(token: TokenStamp, cutoff: Cutoff | undefined): boolean {
  return cutoff !== undefined && (token.iat < cutoff.at || cutoff.tokens.includes(token.uti))
}

/** Cutoffs by principal (the `oid` of a token). */
export interface Cutoffs {
  /** Notes a token as it is issued. */
  issued(principalId: string, uti: string): void
  /** The cutoff that this moment would be. */
  mark(principalId: string): Cutoff
  /** Makes this moment the principal's cutoff. */
  revoke(principalId: string): Cutoff
  cutoff(principalId: string): Cutoff | undefined
}

/** Remembers token ids for the current second only, so that its size does not grow with traffic. */
export function createCutoffs(clock: Clock): Cutoffs {
  const cutoffs = new Map<string, Cutoff>()
  const latest = new Map<string, string[]>()
  let second = 0

  const tokensOf = (principalId: string): string[] => {
    const now = epochSeconds(clock.now())
    if (now !== second) latest.clear()
    second = now
    const tokens = latest.get(principalId) ?? []
    latest.set(principalId, tokens)
    return tokens
  }

  const mark = (principalId: string): Cutoff => {
    const tokens = [...tokensOf(principalId)]
    return { at: epochSeconds(clock.now()), tokens }
  }

  return {
    mark,
    issued: (principalId, uti) => void tokensOf(principalId).push(uti),
    revoke(principalId) {
      const cutoff = mark(principalId)
      cutoffs.set(principalId, cutoff)
      return cutoff
    },
    cutoff: (principalId) => cutoffs.get(principalId),
  }
}
