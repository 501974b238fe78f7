import { expect, it } from 'vitest'
import { usersTurn } from './users-turn.ts'

it('is taken where there is no document, as in a worker', async () => {
  expect(globalThis.document).toBeUndefined()
  expect(await usersTurn(undefined, async ({ hasWaited }) => hasWaited)).toBe(false)
})
