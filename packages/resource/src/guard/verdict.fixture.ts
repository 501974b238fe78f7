import { type ClaimsRequest, parseChallenges, readClaimsChallenge } from '@caefetch/core'
import { expect } from 'vitest'
import type { AccessTokenClaims, Verdict } from '../index.ts'

/** What a refusal says, after what holds for every refusal was checked. */
export interface Refusal {
  status: number
  error: string | undefined
  description: string | undefined
  claims: ClaimsRequest | undefined
  params: Record<string, string>
}

export async function refusalOf(verdict: Verdict): Promise<Refusal> {
  if (verdict.ok) throw new Error('The call was let in.')
  const { response } = verdict
  const header = response.headers.get('www-authenticate') ?? ''
  const challenges = parseChallenges(header)
  expect(challenges).toHaveLength(1)
  expect(challenges[0]?.scheme).toBe('Bearer')
  expect(response.headers.get('access-control-expose-headers')).toBe('WWW-Authenticate')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const params = { ...challenges[0]?.params }
  if (params.claims) {
    expect(params.claims).toMatch(/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/)
  }
  const { error, error_description: description } = params
  const body = await response.clone().json()
  expect(body).toEqual({ error: error ?? 'unauthorized', error_description: expect.any(String) })
  const claims = readClaimsChallenge(response)?.claims
  return { status: response.status, error, description, claims, params }
}

export function claimsOf(verdict: Verdict): AccessTokenClaims {
  if (verdict.ok) return verdict.claims
  throw new Error(`The call was refused: ${verdict.response.headers.get('www-authenticate')}`)
}

/** Everything that a refusal tells anyone. */
export async function toldBy(verdict: Verdict, events: unknown): Promise<string> {
  if (verdict.ok) throw new Error('The call was let in.')
  const { headers } = verdict.response
  return JSON.stringify([...headers, await verdict.response.clone().text(), events])
}
