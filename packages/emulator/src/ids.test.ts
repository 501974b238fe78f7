import { describe, expect, it } from 'vitest'
import { createIds, guidOf } from './ids.ts'

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[48][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const sample = (seed?: string) => {
  const ids = createIds(seed)
  return [ids.guid(), ids.opaque(40), ids.userCode(), ids.between(1, 1_000_000)]
}

describe('ids', () => {
  it('the same seed gives the same sequence, another seed another', () => {
    expect(sample('a')).toEqual(sample('a'))
    expect(sample('a')).not.toEqual(sample('b'))
    expect(sample()).not.toEqual(sample())
  })

  it('ids have the shape that clients expect', () => {
    const [guid, opaque, userCode] = sample('a')
    expect(guid).toMatch(guidPattern)
    expect(opaque).toMatch(/^[\w-]{40}$/)
    expect(userCode).toMatch(/^[B-Z2-9]{9}$/)
  })

  it('between includes both ends', () => {
    const ids = createIds('ends')
    const drawn = new Set(Array.from({ length: 200 }, () => ids.between(1, 3)))
    expect([...drawn].sort()).toEqual([1, 2, 3])
  })

  it('a GUID follows from names, in any case, and from all of them', () => {
    expect(guidOf('app', 'spa')).toMatch(guidPattern)
    expect(guidOf('app', 'spa')).toBe(guidOf('APP', 'Spa'))
    expect(guidOf('app', 'spa')).not.toBe(guidOf('apps', 'pa'))
  })
})
