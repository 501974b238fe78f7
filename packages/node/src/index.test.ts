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
  node.Interaction,
  node.InteractionEvent,
  node.InteractionRequest,
  node.NodeCallOptions,
  node.NodeFetch,
  node.NodeOptions,
  node.NodeRequestInit,
  node.OnBehalfOfOptions,
  node.ResourceOptions,
  node.TokenCredential,
  node.TokenOrigin,
  node.TokenProvider,
]
