import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import { ConfigurationError } from '../errors.ts'
import { isTransient, toCaeError } from './provider-error.ts'

const msal = (errorCode: string, errorNo: number, subError = '') =>
  Object.assign(
    new Error(`${errorCode}: ${errorNo} - AADSTS${errorNo}: Words of Entra. Trace ID: x`),
    {
      name: 'ServerError',
      errorCode,
      errorNo,
      subError,
    },
  )
const code = (error: unknown) => toCaeError(error).code

describe('by the OAuth error and the suberror', () => {
  it.each([
    msal('invalid_grant', 50173),
    msal('invalid_grant', 50076, 'basic_action'),
    msal('interaction_required', 50079),
    msal('login_required', 50058),
    msal('invalid_grant', 65001, 'consent_required'),
    Object.assign(new Error('busy'), {
      name: 'BrowserAuthError',
      errorCode: 'interaction_in_progress',
    }),
  ])('a person can help: %s', (error) => {
    expect(code(error)).toBe('interaction_required')
  })

  it.each([
    msal('invalid_client', 7000215),
    msal('invalid_client', 7000218),
    msal('unauthorized_client', 700016),
    msal('invalid_scope', 70011),
    Object.assign(msal('invalid_client', 7000218), { claims: JSON.stringify(authContext('c1')) }),
  ])('nobody at the keyboard can: %s', (error) => {
    expect(code(error)).toBe('reauthentication_failed')
  })
})

describe('by the number of Entra, where its OAuth error says too much', () => {
  it.each([
    msal('interaction_required', 53003, 'message_only'),
    msal('invalid_grant', 53000, 'device_authentication_failed'),
    msal('invalid_grant', 50013),
    msal('invalid_grant', 500131),
    msal('invalid_grant', 7000114),
    msal('invalid_grant', 50057),
    msal('interaction_required', 50105),
    msal('invalid_grant', 50196),
  ])('no person can help: %s', (error) => {
    expect(code(error)).toBe('reauthentication_failed')
  })
})

describe('by the text alone, where there is nothing else', () => {
  it.each([
    'resourceRequiresMfa',
    'resourceRequiresConsent',
    'tokenRevoked',
    'CancelledByUser',
    'login_required: AADSTS50058: silent sign-in failed',
    'AADSTS50078: Presented multi-factor authentication has expired.',
  ])('a person can help: %s', (text) => {
    expect(code(new Error(text))).toBe('interaction_required')
  })

  it.each(['AADSTS53003: Access has been blocked.', 'AADSTS700016: no such app', 'down'])(
    'no person can: %s',
    (text) => {
      expect(code(new Error(text))).toBe('reauthentication_failed')
    },
  )
})

describe('the message', () => {
  it('names the resource, the number and the code, and where to read on', () => {
    const { message } = toCaeError(msal('invalid_client', 7000215), {
      resource: 'https://api.contoso.com/',
    })
    expect(message).toMatch(
      /^No token for https:\/\/api\.contoso\.com\/: AADSTS7000215 invalid_client\. .*troubleshooting\.md#reauthentication_failed$/,
    )
    expect(message).not.toContain('Words of Entra')
    const person = toCaeError(msal('invalid_grant', 50173), { resource: 'https://a.example/' })
    expect(person.message).toMatch(
      /https:\/\/a\.example\/: AADSTS50173 invalid_grant\..*#interaction_required$/,
    )
  })

  it('reads the errors of @azure/identity and of other copies of caefetch', () => {
    const identity = Object.assign(new Error('AADSTS7000215: Invalid client secret'), {
      name: 'AuthenticationError',
      errorResponse: { error: 'invalid_client', errorDescription: 'AADSTS7000215: …' },
    })
    expect(toCaeError(identity).message).toContain('AADSTS7000215 invalid_client')
    const foreign = Object.assign(new Error('Set x.'), {
      name: 'ConfigurationError',
      code: 'configuration',
    })
    expect(toCaeError(foreign)).toBeInstanceOf(ConfigurationError)
    expect(toCaeError(foreign).message).toBe('Set x.')
  })
})

describe('what may pass', () => {
  it.each([
    Object.assign(new Error(), { errorCode: 'network_error' }),
    Object.assign(new Error(), { errorCode: 'temporarily_unavailable' }),
    Object.assign(new Error(), { status: 503 }),
    Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } }),
    Object.assign(new TypeError('fetch failed'), { cause: { code: 'UND_ERR_CONNECT_TIMEOUT' } }),
  ])('%o', (error) => {
    expect(isTransient(error)).toBe(true)
  })

  it.each([msal('invalid_client', 7000215), new Error('no'), undefined, toCaeError(new Error())])(
    'not %o',
    (error) => {
      expect(isTransient(error)).toBe(false)
    },
  )
})
