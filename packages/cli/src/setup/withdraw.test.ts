import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withdraw } from './withdraw.ts'

describe('withdraw', () => {
  it('puts back what was, where nobody has changed anything since', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(withdraw(after, before, after)).toEqual(before)
      }),
    )
  })

  it('takes out what was added, and keeps what others have added', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { maxLength: 12 }),
        fc.nat(4),
        fc.nat(4),
        (all, a, b) => {
          const [before, added, others] = [all.slice(0, a), all.slice(a, a + b), all.slice(a + b)]
          const current = [...before, ...added, ...others]
          if (others.length === 0) return
          expect(withdraw(current, before, [...before, ...added])).toEqual([...before, ...others])
        },
      ),
    )
  })

  it('goes into members, and leaves those of others', () => {
    const current = { ours: ['a', 'b'], theirs: 1 }
    expect(withdraw(current, { ours: ['a'] }, { ours: ['a', 'b'] })).toEqual({
      ours: ['a'],
      theirs: 1,
    })
  })

  it('leaves what others have decided otherwise', () => {
    expect(withdraw('disabled', 'report', 'enabled')).toBe('disabled')
  })
})
