import {
  balancedEnd,
  closingQuote,
  isBoundary,
  nameEnd,
  skipSpace,
  valueEnd,
} from './characters.ts'

/**
 * A challenge as it stands in the header: lower-cased names with their values, equal names included.
 * To look for three of them in a list costs a third of making an object of all.
 */
export interface ScannedChallenge {
  scheme: string
  params: [name: string, value: string][]
  token68?: string
}

/** The value of an auth-param; of equal names the first wins. */
export function paramOf({ params }: ScannedChallenge, wanted: string): string | undefined {
  for (const [name, value] of params) if (name === wanted) return value
  return undefined
}

/** Servers send a handful; the rest of a header with more is not read, which bounds memory. */
const mostChallenges = 1000

const token68 = /[\w.~+/-]+(=*)/y

/** The single pass over the header; what it reads is said at `parseChallenges`. */
export function scanChallenges(header: string): ScannedChallenge[] {
  const challenges: ScannedChallenge[] = []
  let current: ScannedChallenge | undefined
  let damaged = false
  let startsElement = true
  let index = skipSpace(header, 0)
  // Every look for JSON starts where the last one stopped, so that all of them are one pass.
  let jsonFrom = 0

  function open(scheme: string): ScannedChallenge {
    const challenge: ScannedChallenge = { scheme, params: [] }
    challenges.push(challenge)
    damaged = false
    return challenge
  }

  /** Reads the value at `start` and moves past it. */
  function readValue(start: number): string {
    const quoted = header[start] === '"'
    const from = start + Number(quoted)
    const end = quoted ? closingQuote(header, start) : valueEnd(header, start)
    index = end + Number(quoted)
    const opensJson = header[from] === '{' && header[skipSpace(header, from + 1)] === '"'
    if (opensJson && from >= jsonFrom && !(quoted && isBoundary(header, index))) {
      jsonFrom = balancedEnd(header, from)
      // To parse it here would throw once for every broken one of a hostile header.
      if (quoted ? header[jsonFrom] === '"' : isBoundary(header, jsonFrom)) {
        index = jsonFrom + Number(quoted)
        return header.slice(from, jsonFrom)
      }
    }
    const value = header.slice(from, end)
    return quoted && value.includes('\\') ? value.replace(/\\(.)/gs, '$1') : value
  }

  /** Reads a token68 at `start`, unless a parameter stands there, and moves past it. */
  function readToken68(start: number): string | undefined {
    // Most challenges begin with a quoted parameter, and a look is cheaper than the pattern.
    if (header[nameEnd(header, start) + 1] === '"') return undefined
    token68.lastIndex = start
    const [text = '', padding] = token68.exec(header) ?? []
    const end = start + text.length
    const next = skipSpace(header, end)
    // After one "=" and white space, the value of a parameter may follow.
    const isParameter = padding === '=' ? !isBoundary(header, next) : header[next] === '='
    if (!text || !isBoundary(header, end) || isParameter) return undefined
    index = end
    return text
  }

  for (; index < header.length; index = skipSpace(header, index)) {
    if (header[index] === ',') {
      startsElement = true
      index++
      continue
    }
    const end = nameEnd(header, index)
    const word = header.slice(index, end)
    const next = skipSpace(header, end)
    if (word === '') {
      damaged = true
      index = header[index] === '"' ? closingQuote(header, index) + 1 : index + 1
    } else if (header[next] === '=') {
      const start = skipSpace(header, next + 1)
      const value = readValue(start)
      current ??= open('')
      if (!damaged || header[start] === '"') current.params.push([word.toLowerCase(), value])
    } else if (startsElement || startsParameter(header, next)) {
      if (challenges.length === mostChallenges) break
      current = open(word)
      index = next
      const opaque = readToken68(next)
      if (opaque) current.token68 = opaque
    } else {
      damaged = true
      index = end
    }
    startsElement = false
  }
  return challenges
}

function startsParameter(header: string, index: number): boolean {
  const end = nameEnd(header, index)
  return end > index && header[skipSpace(header, end)] === '='
}
