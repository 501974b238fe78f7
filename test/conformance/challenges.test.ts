import { readFileSync } from 'node:fs'
import {
  type Challenge,
  type ClaimsRequest,
  decodeClaims,
  encodeClaims,
  formatChallenge,
  InvalidClaimsError,
  mergeClaims,
  parseChallenges,
  readClaimsChallenge,
} from '@caefetch/core'
import { describe, expect, it } from 'vitest'

interface Reading {
  params: Record<string, string>
  token68?: string
}

/** A header value as a real server or a peer's test sends it, and what it means. */
interface Row {
  id: string
  header: string
  note: string
  expected: Reading & {
    scheme: string | null
    /** All challenges, where there are several; else the members beside it are the only one. */
    challenges?: (Reading & { scheme: string })[]
    /** What the claims of the challenge decode to, where they are text at all. */
    claims?: string
    claimsIsJsonObject?: boolean
    malformed?: boolean
  }
}

const rowsOf = (file: string): Row[] =>
  JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))

const corpus = [...rowsOf('./challenges.json'), ...rowsOf('./field-2026-11.json')]

const titled = (rows: Row[]): [title: string, row: Row][] =>
  rows.map((row) => [`${row.id}: ${row.note}`, row])

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isRequest = (value: unknown): value is ClaimsRequest =>
  isObject(value) && Object.values(Object(value)).every(isObject)

/** The corpus keeps the names of parameters as they were sent. */
function expectedChallenges({ expected }: Row): Challenge[] {
  const { scheme, params, token68, challenges } = expected
  const alone = scheme === null ? [] : [{ scheme, params, ...(token68 && { token68 }) }]
  return (challenges ?? alone).map((challenge) => ({
    scheme: challenge.scheme,
    params: Object.fromEntries(
      Object.entries(challenge.params).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    ...(challenge.token68 && { token68: challenge.token68 }),
  }))
}

/** Node's own lenient decoder, to judge the strict one by; what it makes of garbage is no JSON. */
function usableClaims(value: string): ClaimsRequest | undefined {
  const text = value.startsWith('{') ? value : Buffer.from(value, 'base64').toString()
  try {
    const claims: unknown = JSON.parse(text)
    return isRequest(claims) ? claims : undefined
  } catch {
    return undefined
  }
}

/** The claims of the only challenge, or of the one that has some. */
const claimsOf = ({ expected: { params, challenges = [] } }: Row): string | undefined =>
  params.claims ?? challenges.find((each) => each.params.claims)?.params.claims

const hasClaims = (row: Row): boolean => claimsOf(row) !== undefined
const isUsable = ({ expected }: Row): boolean =>
  expected.claimsIsJsonObject === true && isRequest(JSON.parse(expected.claims ?? ''))

const usable = corpus.filter(isUsable)
const unusable = corpus.filter((row) => hasClaims(row) && !isUsable(row))
const wellFormed = corpus.filter(({ expected }) => !expected.malformed)

it('the corpus is complete', () => {
  expect(corpus).toHaveLength(107)
  expect(new Set(corpus.map(({ id }) => id)).size).toBe(107)
  expect(usable).toHaveLength(30)
  expect(unusable).toHaveLength(15)
  expect(wellFormed).toHaveLength(102)
})

describe('parseChallenges reads', () => {
  it.each(titled(corpus))('%s', (_title, row) => {
    const challenges = parseChallenges(row.header)
    expect(challenges).toEqual(expectedChallenges(row))
    for (const { params } of challenges) expect(Object.getPrototypeOf(params)).toBeNull()
  })
})

describe('decodeClaims reads', () => {
  it.each(titled(usable))('%s', (_title, row) => {
    const claims: unknown = JSON.parse(row.expected.claims ?? '')
    expect(decodeClaims(claimsOf(row) ?? '')).toEqual(claims)
    expect(decodeClaims(encodeClaims(decodeClaims(claimsOf(row) ?? '')))).toEqual(claims)
  })
})

describe('decodeClaims refuses', () => {
  it.each(titled(unusable))('%s', (_title, row) => {
    expect(() => decodeClaims(claimsOf(row) ?? '')).toThrow(InvalidClaimsError)
  })
})

describe.each([401, 403])('readClaimsChallenge, of a %i, finds the claims, or none', (status) => {
  it.each(titled(corpus))('%s', (_title, row) => {
    const found = readClaimsChallenge(
      new Response(null, { status, headers: { 'WWW-Authenticate': row.header } }),
    )
    const answerable = expectedChallenges(row).flatMap(({ scheme, params }) => {
      const claims = usableClaims(params.claims ?? '')
      return claims && /^(bearer|pop|dpop)$/i.test(scheme) ? [{ scheme, params, claims }] : []
    })
    const [first] = answerable
    expect(found?.claims).toEqual(first && mergeClaims(...answerable.map(({ claims }) => claims)))
    expect(found?.scheme).toBe(first?.scheme)
    expect(found?.status).toBe(first && status)
    expect(found?.error).toBe(first?.params.error)
    const descriptions = answerable.map(
      ({ params }) => params.error_description ?? params.errordescription,
    )
    expect(found?.description).toBe(descriptions.find(Boolean))
  })
})

it('readClaimsChallenge finds claims in all but one of the usable rows', () => {
  const found = corpus.filter(({ header }) =>
    readClaimsChallenge(
      new Response(null, { status: 401, headers: { 'WWW-Authenticate': header } }),
    ),
  )
  const bearers = usable.filter(({ expected }) => expected.scheme !== 'authorization_url')
  expect(found).toEqual(bearers)
  expect(found).toHaveLength(29)
})

describe('formatChallenge writes what reads back', () => {
  it.each(titled(wellFormed))('%s', (_title, { header }) => {
    const challenges = parseChallenges(header)
    expect(parseChallenges(challenges.map(formatChallenge).join(', '))).toEqual(challenges)
    for (const challenge of challenges) {
      expect(parseChallenges(formatChallenge(challenge))).toEqual([challenge])
    }
  })
})
