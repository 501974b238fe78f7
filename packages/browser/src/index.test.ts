import { expect, it } from 'vitest'
import * as browser from './index.ts'

it('exports what is documented, and nothing by accident', () => {
  expect(Object.keys(browser).sort((a, b) => (a < b ? -1 : 1))).toEqual([
    'BodyNotReplayableError',
    'CaeError',
    'ConfigurationError',
    'InteractionRequiredError',
    'InvalidClaimsError',
    'ReauthenticationError',
    'authContext',
    'createAuthorizer',
    'createCaeFetch',
    'dialogPrompt',
    'isCaeError',
    'pendingAfterRedirect',
    'withCae',
  ])
})

it('can be imported where there is no window', () => {
  expect(globalThis.window).toBeUndefined()
  expect(browser.dialogPrompt()).toBeTypeOf('function')
})

// Compiled, not run: what takes any caefetch takes that of a browser.
export const anyCaeFetch = (caeFetch: browser.BrowserFetch): browser.CaeFetch => caeFetch
export const anyFetch = (caeFetch: browser.BrowserFetch): typeof fetch => caeFetch
// @ts-expect-error: and what is no way to ask the user is no option of a call.
export const misspelt: browser.BrowserRequestInit = { cae: { interaction: 'popupp' } }

// Compiled, not run: the types that a listener, a wrapper and a table of resources are written with.
export type Types = [
  browser.Authorizer,
  browser.AuthorizerCall,
  browser.BrowserAuthorizer,
  browser.BrowserAuthorizerCall,
  browser.BrowserCallOptions,
  browser.BrowserDiagnosticCode,
  browser.BrowserFetch,
  browser.BrowserOptions,
  browser.BrowserRequestInit,
  browser.CaeErrorCode,
  browser.CaeEvent,
  browser.CaeEventOrigin,
  browser.CaeFetch,
  browser.CaeFetchOptions,
  browser.CallEvent,
  browser.ChallengeReason,
  browser.ClaimsChallenge,
  browser.ClaimsRequest,
  browser.DiagnosticCode,
  browser.DiagnosticEvent,
  browser.DialogOptions,
  browser.FetchLike,
  browser.HeadersLike,
  browser.Interaction,
  browser.InteractionEvent,
  browser.InteractionFunction,
  browser.InteractionRequest,
  browser.PendingCall,
  browser.Prompt,
  browser.PromptRequest,
  browser.RefusalLike,
  browser.ResourceOptions,
  browser.TokenOrigin,
]
