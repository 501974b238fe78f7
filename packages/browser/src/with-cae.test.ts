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
  expect(withCae(configuration)).toEqual(configuration)
})

it.each([undefined, null, {}, { auth: null }])('says what is missing in %j', (configuration) => {
  expect(() => Reflect.apply(withCae, undefined, [configuration])).toThrow(
    'withCae needs the configuration of an MSAL application, with its `auth`.',
  )
})
