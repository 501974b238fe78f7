import type { IPublicClientApplication } from '@azure/msal-browser'
import type { ConfidentialClientApplication as ConfidentialClient } from '@azure/msal-node'
import type { TokenSource } from '@caefetch/core'
import type { OptionsSchema } from '@caefetch/core/options'
import type { Emulator } from '@caefetch/emulator'

// What the examples of docstrings take as there.
declare global {
  const ConfidentialClientApplication: typeof import('@azure/msal-node').ConfidentialClientApplication
  const msal: IPublicClientApplication
  const app: ConfidentialClient
  const auth: { clientId: string; clientSecret: string; authority: string }
  const tokens: TokenSource
  const getToken: TokenSource['getToken']
  const emulator: Emulator
  const url: string
  const tenantId: string
  const audience: string
  const schema: OptionsSchema<{ tenantId: string }>
  const secret: string
  const callersToken: string
  const scopes: string[]
  const error: unknown
  const request: Request
  const xhr: XMLHttpRequest
  const element: HTMLElement
  function showSignIn(): void
  function upload(authorization: string): Promise<Response | undefined>
}
