import { describe, expect, it } from 'vitest'
import { isRegistered } from './redirect-uri.ts'

const registered = [
  'https://app.contoso.test/auth',
  'https://open.contoso.test/auth/*',
  'http://localhost/auth',
  'msauth.app://callback',
]

describe('redirect uri', () => {
  it.each([
    'https://app.contoso.test/auth',
    'https://open.contoso.test/auth/popup?x=1',
    'http://localhost/auth',
    'http://localhost:3000/auth',
    'msauth.app://callback',
  ])('%s is registered', (uri) => {
    expect(isRegistered(uri, registered)).toBe(true)
  })

  it.each([
    '',
    'nonsense',
    'https://app.contoso.test/auth/',
    'https://app.contoso.test/auth?next=x',
    'https://app.contoso.test/AUTH',
    'https://app.contoso.test:8443/auth',
    'https://app.contoso.test/auth#x',
    'http://app.contoso.test/auth',
    'https://evil.test/auth',
    'https://app.contoso.test.evil.test/auth',
    'https://app.contoso.test@evil.test/auth',
    'https://user@open.contoso.test/auth/x',
    'https://open.contoso.test/auth/../other',
    'http://localhost.evil.test/auth',
    'https://localhost/auth',
    'msauth.app://callback/other',
    'javascript:alert(1)//https://app.contoso.test/auth',
  ])('%s is not', (uri) => {
    expect(isRegistered(uri, registered)).toBe(false)
  })
})
