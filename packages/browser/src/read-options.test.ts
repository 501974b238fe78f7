import { ConfigurationError } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import { createCaeFetch } from './create-cae-fetch.ts'
import { fakeMsal } from './msal.fixture.ts'

const create = (msal: unknown, options?: unknown) =>
  Reflect.apply(createCaeFetch, undefined, [msal, options])

describe('options that cannot work', () => {
  it.each<[unknown, string]>([
    [
      { interaction: 'popupp' },
      'interaction must be "popup", "redirect", "none" or a function. Got "popupp".',
    ],
    [
      { interaction: null },
      'interaction must be "popup", "redirect", "none" or a function. Got null.',
    ],
    [{ prompt: {} }, 'prompt must be a function. Got object.'],
    [
      { account: { username: 'ada' } },
      'account must be a function that gives an account. Got object.',
    ],
    [{ cooldown: -1 }, 'cooldown must be 0 or more. Got -1.'],
    [{ cooldown: Number.NaN }, 'cooldown must be 0 or more. Got NaN.'],
    [{ cooldown: '60' }, 'cooldown must be 0 or more. Got "60".'],
    [{ onEvent: 'log' }, 'onEvent must be a function. Got string.'],
    [{ maxChallenges: -1 }, 'maxChallenges must be 0 or more. Got -1.'],
    [{ resources: { 'ftp://api.contoso.com/': ['a'] } }, 'resources["ftp://api.contoso.com/"]'],
  ])('are refused at creation, by name: %j', (options, message) => {
    expect(() => create(fakeMsal().msal, options)).toThrow(ConfigurationError)
    expect(() => create(fakeMsal().msal, options)).toThrow(message)
  })

  it.each([undefined, null, {}, 'msal'])('are told from no MSAL at all: %j', (msal) => {
    expect(() => create(msal)).toThrow(
      'The first argument must be a PublicClientApplication of @azure/msal-browser.',
    )
  })
})

it.each([
  { interaction: 'redirect' },
  { interaction: async () => null },
  { cooldown: Number.POSITIVE_INFINITY },
  { cooldown: 0, account: () => null },
])('takes %j', (options) => {
  expect(create(fakeMsal().msal, options)).toBeTypeOf('function')
})
