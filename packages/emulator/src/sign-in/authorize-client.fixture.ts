import { createHash } from 'node:crypto'
import type { Emulator } from '../emulator.ts'
import type { EmulatorOptions } from '../options.ts'
import { startEmulator } from '../start-emulator.ts'
import { createPageDriver, type Page, type PageDriver } from './page-driver.fixture.ts'

export const mia = 'mfa-user@contoso.test'
export const pat = 'plain-user@contoso.test'
export const verifier: string = 'v'.repeat(43)
export const redirect = 'http://localhost:3000/auth'
export const c1 = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

type Parameters = Record<string, string>

/** The single page app `spa` at the authorization and token endpoints of an emulator without a socket. */
export interface AuthorizeClient {
  readonly emulator: Emulator
  readonly driver: PageDriver
  readonly endpoint: string
  /** The parameters it always sends. */
  readonly base: Parameters
  open(more?: Parameters): Promise<Page>
  /** Signs a user in afresh, by one click. */
  signIn(user?: string, more?: Parameters): Promise<Page>
  redeem(code: string, more?: Parameters): Promise<TokenBody>
}

/** A token response, or an error. */
interface TokenBody {
  readonly access_token: string
  readonly id_token: string
  readonly refresh_token: string
  readonly error_codes?: number[]
}

export async function setup(options: EmulatorOptions = {}): Promise<AuthorizeClient> {
  const emulator = await startEmulator({ port: false, clock: '2026-03-01T12:00:00Z', ...options })
  const driver = createPageDriver(emulator)
  const client_id = emulator.msalConfig('spa').auth.clientId
  const base = {
    client_id,
    response_type: 'code',
    redirect_uri: redirect,
    scope: 'api://orders/orders.read openid profile offline_access',
    response_mode: 'query',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }
  const endpoint = `${emulator.url}/${emulator.tenantId}/oauth2/v2.0/authorize`
  const open = (more: Record<string, string> = {}) =>
    driver.open(`${endpoint}?${new URLSearchParams({ ...base, ...more })}`)
  const signIn = async (user = mia, more: Record<string, string> = {}): Promise<Page> =>
    (await open({ prompt: 'login', ...more })).submit('login', { as: user })
  async function redeem(code: string, more: Record<string, string> = {}) {
    const body = new URLSearchParams({
      client_id,
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      code_verifier: verifier,
      ...more,
    })
    const url = `${emulator.url}/${emulator.tenantId}/oauth2/v2.0/token`
    return (await emulator.fetch(new Request(url, { method: 'POST', body }))).json()
  }
  return { emulator, driver, open, signIn, redeem, endpoint, base }
}

/** The parameters of an answer, wherever they are. */
export const reply = (page: Page): Record<string, string> => {
  const { searchParams, hash } = page.left ?? new URL('about:blank')
  return Object.fromEntries([...searchParams, ...new URLSearchParams(hash.slice(1))])
}
