import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { mergeClaims } from '@caefetch/core'

/** A real header value, and what can be read from it. */
export interface Sample {
  header: string
  isRight(found: object | undefined): boolean
}

interface CorpusRow {
  header: string
  expected: {
    scheme: string
    claims?: string
    claimsIsJsonObject?: boolean
    challenges?: unknown[]
  }
}

/** The header values from the field that carry usable claims. */
export async function readCorpus(): Promise<Sample[]> {
  const file = new URL('../../conformance/challenges.json', import.meta.url)
  const rows: CorpusRow[] = JSON.parse(await readFile(file, 'utf8'))
  return rows.flatMap(({ header, expected: { scheme, claims = '', claimsIsJsonObject } }) => {
    if (!claimsIsJsonObject || !/^(bearer|pop|dpop)$/i.test(scheme)) return []
    const first: object = JSON.parse(claims)
    if (!Object.values(first).every((member) => typeof member === 'object')) return []
    // Of several challenges the first is right, and so is what unites it with the others.
    const isRight = (found: object | undefined) =>
      isDeepStrictEqual(found, first) || (found !== undefined && holds(found, first))
    return [{ header: received(header), isRight }]
  })
}

/** The header as fetch hands it out: a Latin-1 string, which the engine keeps in single bytes. */
const received = (header: string): string =>
  new Headers({ 'www-authenticate': header }).get('www-authenticate') ?? ''

const holds = (found: object, claims: object): boolean =>
  isDeepStrictEqual(mergeClaims(Object(claims), Object(found)), found)

/** Headers that make one parser or another look again and again at what it has seen. */
export const hostileShapes: ((size: number) => string)[] = [
  (size) => `Bearer ${fill('a="b", ', size)}x`,
  (size) => `Bearer ${fill('a ', size)}`,
  (size) => `Bearer a="${fill('b', size)}`,
  (size) => fill('Bearer a="b", ', size),
]

const fill = (unit: string, size: number): string => unit.repeat(Math.ceil(size / unit.length))
