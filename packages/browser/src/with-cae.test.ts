import { expect, it } from 'vitest'
import { withCae } from './with-cae.ts'

it('declares cp1 and keeps the rest, in a copy', () => {
  const configuration = { auth: { clientId: 'c', clientCapabilities: ['other'] }, cache: {} }
  const before = structuredClone(configuration)
  expect(withCae(configuration)).toEqual({
    auth: { clientId: 'c', clientCapabilities: ['other', 'cp1'] },
    cache: {},
  })
  expect(configuration).toEqual(before)
})

it('declares it once, whatever its case', () => {
  const configuration = { auth: { clientId: 'c', clientCapabilities: ['CP1'] } }
  expect(withCae(configuration)).toBe(configuration)
})

it('can be imported where there is no window', async () => {
  expect(globalThis.window).toBeUndefined()
  const all = await import('./index.ts')
  expect(all.createCaeFetch).toBeTypeOf('function')
  expect(all.dialogPrompt()).toBeTypeOf('function')
})
