import { expect, it } from 'vitest'
import * as caeKy from './index.ts'

it('exports what is documented, and nothing by accident', () => {
  expect(Object.keys(caeKy).sort((a, b) => (a < b ? -1 : 1))).toEqual([
    'createCaeKy',
    'hasChallenge',
  ])
})
