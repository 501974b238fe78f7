import { describe, expect, it } from 'vitest'
import type { Sighting } from './sighting.ts'
import { timeline } from './timeline.ts'

const answer = (at: number, status = 200): Sighting => ({ kind: 'answer', at, status })

describe('timeline', () => {
  it('draws calls, the revocation, the refusal and the wait for the person', () => {
    const sightings: Sighting[] = [
      answer(0),
      { kind: 'revoked', at: 20 },
      answer(40),
      answer(60, 401),
      { kind: 'asking', at: 60 },
      { kind: 'asked', at: 90 },
      answer(100),
    ]
    expect(timeline(sightings, 100, 10)).toBe('. | . x??.')
  })

  it('begins with the first answer, not with the first sign-in', () => {
    const sightings: Sighting[] = [
      { kind: 'asking', at: 0 },
      { kind: 'asked', at: 5_000 },
      answer(5_000),
      answer(5_010),
    ]
    expect(timeline(sightings, 5_010, 4)).toBe('.  .')
  })

  it('shows a refusal beside a revocation of the same moment', () => {
    const sightings: Sighting[] = [
      answer(0),
      { kind: 'revoked', at: 50 },
      answer(50, 401),
      answer(99),
    ]
    expect(timeline(sightings, 100, 10)).toBe('.    |x  .')
  })

  it('draws a person who has not answered yet, and nothing at all', () => {
    expect(timeline([answer(0), { kind: 'asking', at: 50 }], 100, 4)).toBe('. ??')
    expect(timeline([], 0, 3)).toBe('   ')
  })
})
