import { readFileSync } from 'node:fs'
import { decodeClaims, encodeClaims, parseChallenges } from '@caefetch/core'

const read = (file: string): { header: string }[] =>
  JSON.parse(readFileSync(new URL(`../conformance/${file}`, import.meta.url), 'utf8'))

/** Header values that real servers and the tests of peers have sent. */
export const headers: readonly string[] = [
  ...read('challenges.json'),
  ...read('field-2026-11.json'),
].map(({ header }) => header)

/** The claims in them, as they stand there, and as JSON. */
export const claims: readonly string[] = headers
  .flatMap((header) => parseChallenges(header))
  .flatMap(({ params }) => (params.claims ? [params.claims] : []))
  .flatMap((value) => {
    try {
      const request = decodeClaims(value)
      return [value, JSON.stringify(request), encodeClaims(request)]
    } catch {
      return [value]
    }
  })
