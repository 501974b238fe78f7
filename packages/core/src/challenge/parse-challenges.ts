import type { Challenge } from './challenge.ts'
import { balancedEnd, closingQuote, isBoundary, nameEnd, skipSpace, valueEnd } from './scan.ts'

/** Servers send a handful; the rest of a header with more is not read, which bounds memory. */
const mostChallenges = 1000

const token68 = /[\w.~+/-]+(=*)/y

/**
 * Reads every challenge in the value of a `WWW-Authenticate` field, in order.
 *
 * Never throws and takes linear time. Besides the grammar it reads what servers send in the field:
 * unquoted URLs, parameters separated by spaces alone, a comma after the scheme, a token68 followed
 * by parameters, and JSON in quotes whose own quotes are not escaped. An unquoted value with spaces
 * ends at the first space; after it, only the quoted parameters of that challenge are believed.
 * Of more than 1,000 challenges the first 1,000 are read.
 *
 * @see [RFC 9110 §11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = []
  let current: Challenge | undefined
  let damaged = false
  let index = 0
  // Every look for JSON starts where the last one stopped, so that all of them are one pass.
  let jsonFrom = 0

  function open(scheme: string): Challenge {
    const challenge: Challenge = { scheme, params: Object.create(null) }
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

  while (true) {
    let startsElement = index === 0
    for (index = skipSpace(header, index); header[index] === ','; ) {
      startsElement = true
      index = skipSpace(header, index + 1)
    }
    if (index >= header.length) return challenges

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
      const name = word.toLowerCase()
      if (!(name in current.params) && (!damaged || header[start] === '"')) {
        current.params[name] = value
      }
    } else if (startsElement || startsParameter(header, next)) {
      if (challenges.length === mostChallenges) return challenges
      current = open(word)
      index = next
      const opaque = readToken68(next)
      if (opaque) current.token68 = opaque
    } else {
      damaged = true
      index = end
    }
  }
}

function startsParameter(header: string, index: number): boolean {
  const end = nameEnd(header, index)
  return end > index && header[skipSpace(header, end)] === '='
}
