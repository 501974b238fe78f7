import { describe, expect, it } from 'vitest'
import { type ClientApp, isClient, literal, msalSnippet } from './msal-snippet.ts'

const app: ClientApp = {
  name: 'job',
  platform: 'web',
  secret: undefined,
  keys: [],
  redirectUris: [],
  delegated: {},
  application: {},
}
const config = { auth: { clientId: 'id', authority: 'https://a.test/t' } }

/** What a program that holds the snippet has. */
const run = (snippet: string, scope = ''): object =>
  new Function(`${scope}\n${snippet}\nreturn msalConfig`)()

describe('msal snippet', () => {
  it('is a program that declares the capability to be challenged', () => {
    expect(run(msalSnippet(app, config))).toEqual({
      auth: { clientId: 'id', authority: 'https://a.test/t', clientCapabilities: ['cp1'] },
    })
  })

  it('leaves to the program what that has elsewhere', () => {
    const auth = { ...config.auth, authorityMetadata: '{"issuer":"x"}' }
    const snippet = msalSnippet(app, { auth }, ['authorityMetadata'])
    expect(snippet).toContain('    authorityMetadata,\n')
    expect(run(snippet, 'const authorityMetadata = 1')).toMatchObject({
      auth: { authorityMetadata: 1 },
    })
  })

  it('an application with a key is told where its assertion goes', () => {
    expect(msalSnippet({ ...app, keys: ['pem'] }, config)).toContain('clientAssertion,')
    expect(msalSnippet({ ...app, keys: ['pem'], secret: 'x' }, config)).not.toContain('Assertion')
  })

  it.each([
    ['spa', {}, 'PublicClientApplication of @azure/msal-browser'],
    ['native', {}, 'PublicClientApplication of @azure/msal-node'],
    ['web', { secret: 'x' }, 'ConfidentialClientApplication of @azure/msal-node'],
  ] as const)('a %s app with %o is a %s', (platform, more, library) => {
    expect(msalSnippet({ ...app, platform, ...more }, config)).toContain(library)
  })

  it.each(['', `it's "quoted"`, 'back\\slash\\', '\\"', "\\'", 'new\nline\u2028', '`$' + '{x}'])(
    'the text %j is the same again as a literal',
    (text) => expect(new Function(`return ${literal(text)}`)()).toBe(text),
  )

  it('a name cannot leave its comment', () => {
    const name = 'x\nthrow 1 //'
    expect(() => run(msalSnippet({ ...app, name }, config))).not.toThrow()
  })

  it('an application that only is an API is no client', () => {
    expect(isClient(app)).toBe(false)
    expect(isClient({ ...app, secret: 'x' })).toBe(true)
    expect(isClient({ ...app, redirectUris: ['http://localhost/'] })).toBe(true)
    expect(isClient({ ...app, application: { 'api://orders': ['role'] } })).toBe(true)
  })
})
