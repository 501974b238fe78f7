import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../errors.ts'
import { createResources } from './resources.ts'

const entries = {
  'https://api.contoso.com': ['root'],
  'https://api.contoso.com/v1/': ['v1'],
  'https://api.contoso.com/v1/admin': { scopes: ['admin'] },
  'https://api.contoso.com:8443/': ['port'],
  'http://localhost:3000/': ['local'],
}

describe('the entry for a URL', () => {
  it.each([
    ['https://api.contoso.com/', 'root'],
    ['https://api.contoso.com', 'root'],
    ['https://API.contoso.com:443/x', 'root'],
    ['https://api.contoso.com/v1', 'v1'],
    ['https://api.contoso.com/v1/', 'v1'],
    ['https://api.contoso.com/v1/orders?x=/v1/admin', 'v1'],
    ['https://api.contoso.com/v10', 'root'],
    ['https://api.contoso.com/v1/admin/users/1', 'admin'],
    ['https://api.contoso.com/v1/administrator', 'v1'],
    ['https://api.contoso.com/v1/admin/../orders', 'v1'],
    ['https://api.contoso.com/v1/%2e%2e/orders', 'root'],
    ['https://api.contoso.com/V1', 'root'],
    ['https://api.contoso.com:8443/v1', 'port'],
    ['http://localhost:3000/a/b', 'local'],
    ['http://api.contoso.com/', undefined],
    ['https://contoso.com/', undefined],
    ['https://api.contoso.com.evil.example/', undefined],
    ['https://api.contoso.com@evil.example/', undefined],
    ['http://localhost:3001/', undefined],
    ['blob:https://api.contoso.com/1', undefined],
    ['data:text/plain,x', undefined],
  ])('%s is found by origin and longest path: %s', (url, scope) => {
    expect(createResources(entries).match(url)?.resource.scopes.list[0]).toBe(scope)
  })

  it.each([
    ['https://api.contoso.com/../x?y', 'a'],
    ['https://api.contoso.com?x', 'a'],
    ['https://api.contoso.com#x', 'a'],
    ['https://api.contoso.com', 'a'],
    ['\thttps://api.contoso.com/', 'a'],
    ['https://api.contoso.com\\orders', 'a'],
    ['https:api.contoso.com/orders', 'a'],
    ['https://api.contoso.co', undefined],
    ['https://api.contoso.comx/', undefined],
    ['https://api.contoso.com:444/', undefined],
    ['https://api.contoso.com@evil.example/', undefined],
    ['https://api.contoso.com\\@evil.example/', 'a'],
    ['https://api.contoso.com\t.evil.example/', undefined],
    ['https://api.contoso.com.evil.example/https://api.contoso.com/', undefined],
    ['https://evil.example/', undefined],
    ['orders', undefined],
    ['', undefined],
  ])('of %j is the only origin’s, where fetch would ask that origin: %s', (url, scope) => {
    const { match } = createResources({ 'https://api.contoso.com/': ['a'] })
    expect(match(url)?.resource.scopes.list[0]).toBe(scope)
    const origin = URL.canParse(url) ? new URL(url).origin : undefined
    expect(origin === 'https://api.contoso.com').toBe(scope === 'a')
  })

  it('is found for what only starts like another', () => {
    const { match } = createResources({
      'https://api.contoso.co': ['co'],
      'https://api.contoso.com/v1': ['v1'],
      'https://api.contoso.com/v1-beta': ['beta'],
    })
    const scopeOf = (url: string) => match(url)?.resource.scopes.list[0]
    expect(scopeOf('https://api.contoso.com/v1/a')).toBe('v1')
    expect(scopeOf('https://api.contoso.com/v1-beta/a')).toBe('beta')
    expect(scopeOf('https://api.contoso.com/v2')).toBeUndefined()
    expect(scopeOf('https://api.contoso.co/v1')).toBe('co')
  })

  it('is found among thousands', () => {
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, i) => [`https://api.contoso.com/t${i}`, [`s${i}`]]),
    )
    const { match } = createResources(many)
    expect(match('https://api.contoso.com/t4321/orders')?.resource.scopes.list).toEqual(['s4321'])
    expect(match('https://api.contoso.com/t5000')).toBeUndefined()
  })
})

describe('an entry that cannot work', () => {
  it.each([
    'api.contoso.com',
    '/relative',
    'http://api.contoso.com/',
    'http://127.0.0.1.evil.example/',
    'http://localhost.evil.example/',
    'ftp://api.contoso.com/',
    'https://*.contoso.com/',
    'https://user:password@api.contoso.com/',
    'https://api.contoso.com/?x=1',
    'https://api.contoso.com/#x',
  ])('is refused by name: %s', (key) => {
    const create = () => createResources({ [key]: ['a'] })
    expect(create).toThrow(ConfigurationError)
    expect(create).toThrow(`resources[${JSON.stringify(key)}]`)
  })

  it.each([[[]], [['']], [[1]], ['a'], [{}]])('is refused for its scopes: %j', (scopes) => {
    expect(() =>
      createResources(JSON.parse(JSON.stringify({ 'https://a.example/': scopes }))),
    ).toThrow('needs a scope')
  })

  it.each([
    'http://127.0.0.1/',
    'http://127.1.2.3:80/',
    'http://[::1]:5000/',
    'http://app.localhost/',
  ])('is not one over http to this machine: %s', (key) => {
    expect(createResources({ [key]: ['a'] }).match(key)?.resource.key).toBe(key)
  })
})

describe('places that get no token', () => {
  it.each([
    ['https://api.contoso.com/v1/orders', true],
    ['https://api.contoso.com/upload/1', false],
    ['https://api.contoso.com/upload', false],
    ['https://api.contoso.com/v1/../upload/1', false],
    ['https://api.contoso.com/uploads', true],
    ['https://api.contoso.com/upload/admin/1', true],
  ])('are entries without scopes: %s', (url, hasToken) => {
    const resources = createResources({
      'https://api.contoso.com/': ['root'],
      'https://api.contoso.com/upload': { scopes: [] },
      'https://api.contoso.com/upload/admin': ['admin'],
    })
    expect(resources.match(url) !== undefined).toBe(hasToken)
  })

  it('are those that the entry excludes', () => {
    const resources = createResources({
      'https://contoso.sharepoint.com/': {
        scopes: ['sites'],
        exclude: ({ pathname, searchParams }) =>
          pathname.endsWith('/uploadSession') && searchParams.has('tempauth'),
      },
    })
    const item = 'https://contoso.sharepoint.com/_api/v2.0/drives/1/items/2'
    expect(resources.match(`${item}/content`)?.resource.scopes.list).toEqual(['sites'])
    expect(resources.match(`${item}/uploadSession?guid=1&tempauth=x`)).toBeUndefined()
    expect(resources.match(`${item}/uploadSession`)).toBeDefined()
  })

  it('are told by a function', () => {
    const exclude = '/upload'
    // @ts-expect-error: that is the point.
    const create = () => createResources({ 'https://api.contoso.com/': { scopes: ['a'], exclude } })
    expect(create).toThrow('resources["https://api.contoso.com/"].exclude must be a function')
  })
})
