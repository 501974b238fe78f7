import { ConfigurationError } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import { type Duration, milliseconds } from './duration.ts'

describe('duration', () => {
  it.each<[Duration, number]>([
    [0, 0],
    [1500, 1500],
    ['500ms', 500],
    ['90s', 90_000],
    ['15m', 900_000],
    ['1.5h', 5_400_000],
    ['7d', 604_800_000],
  ])('%s is %i milliseconds', (duration, expected) => {
    expect(milliseconds(duration)).toBe(expected)
  })

  it.each(['15', 'm', '15 m', '-1s', '', -1, Number.NaN])('%s is no duration', (value) => {
    expect(() => milliseconds(value as Duration)).toThrow(ConfigurationError)
  })
})
