import { expect, it } from 'vitest'
import * as node from './index.ts'

it('exports what is documented, and nothing by accident', () => {
  expect(Object.keys(node).sort((a, b) => (a < b ? -1 : 1))).toEqual([
    'BodyNotReplayableError',
    'CaeError',
    'ConfigurationError',
    'InteractionRequiredError',
    'InvalidClaimsError',
    'ReauthenticationError',
    'authContext',
    'createAuthorizer',
    'createCaeFetch',
    'createOnBehalfOf',
    'deviceCode',
    'isCaeError',
    'systemBrowser',
    'withCae',
  ])
})

// Compiled, not run: the types that a listener, a wrapper and a table of resources are written with.
export type Types = [
  node.Authorizer,
  node.AuthorizerCall,
  node.CaeCallOptions,
  node.CaeErrorCode,
  node.CaeEvent,
  node.CaeEventOrigin,
  node.CaeFetch,
  node.CaeFetchOptions,
  node.CaeRequestInit,
  node.CallEvent,
  node.ChallengeReason,
  node.ClaimsChallenge,
  node.ClaimsRequest,
  node.CredentialToken,
  node.DeviceCode,
  node.DiagnosticCode,
  node.DiagnosticEvent,
  node.FetchLike,
  node.HeadersLike,
  node.Interaction,
  node.InteractionEvent,
  node.InteractionRequest,
  node.NodeAuthorizer,
  node.NodeAuthorizerCall,
  node.NodeCallOptions,
  node.NodeFetch,
  node.NodeOptions,
  node.NodeRequestInit,
  node.OnBehalfOfOptions,
  node.RefusalLike,
  node.ResourceOptions,
  node.TokenCredential,
  node.TokenOrigin,
  node.TokenProvider,
]
