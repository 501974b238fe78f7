import type { ClaimsRequest } from '@caefetch/core'

/** A `WWW-Authenticate` header as a resource of Microsoft's sends it. */
export interface GoldenHeader {
  readonly header: string
  /** Default 401. */
  readonly status?: 403
  /** What it demands; none where the header is no claims challenge. */
  readonly claims?: ClaimsRequest
}

const notBefore = (value: string): ClaimsRequest => ({
  access_token: { nbf: { essential: true, value } },
})

const common = 'authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"'
const graph = 'client_id="00000003-0000-0000-c000-000000000000"'
const because = (code: string): string =>
  `error_description="Continuous access evaluation resulted in challenge with result: InteractionRequired and code: ${code}"`
const revoked = because('TokenIssuedBeforeRevocationTimestamp')
const after1726258122 =
  'claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTcyNjI1ODEyMiJ9fX0="'
const after1604106651 =
  'claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTYwNDEwNjY1MSJ9fX0="'

/** One of each kind, by what is peculiar about it. */
export const goldenHeaders: Readonly<Record<string, GoldenHeader>> = {
  'a revocation as documented: no realm, a space in the JSON': {
    header: `Bearer authorization_uri="https://login.windows.net/common/oauth2/authorize", error="insufficient_claims", ${after1604106651}`,
    claims: notBefore('1604106651'),
  },
  'the same without spaces between the parameters': {
    header: `Bearer authorization_uri="https://login.windows.net/common/oauth2/authorize",error="insufficient_claims",${after1604106651}`,
    claims: notBefore('1604106651'),
  },
  'Microsoft Graph: realm and client_id': {
    header: `Bearer realm="", ${common}, ${graph}, error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTY1MjgxMzUwOCJ9fX0="`,
    claims: notBefore('1652813508'),
  },
  'Key Vault: xms_caeerror beside nbf': {
    header: `Bearer realm="", ${common}, error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNzI2MDc3NTk1In0sInhtc19jYWVlcnJvciI6eyJ2YWx1ZSI6IjEwMDEyIn19fQ=="`,
    claims: {
      access_token: {
        nbf: { essential: true, value: '1726077595' },
        xms_caeerror: { value: '10012' },
      },
    },
  },
  'an IP policy: invalid_token, and base64 without padding': {
    header:
      'Bearer authorization_uri="https://login.windows.net/", error="invalid_token", error_description="Tenant IP Policy validate failed.", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNjEwNTYzMDA2In0sInhtc19ycF9pcGFkZHIiOnsidmFsdWUiOiIxLjIuMy40In19fQ"',
    claims: {
      access_token: {
        nbf: { essential: true, value: '1610563006' },
        xms_rp_ipaddr: { value: '1.2.3.4' },
      },
    },
  },
  'Azure Resource Manager: invalid_token with claims': {
    header:
      'Bearer authorization_uri="https://login.windows-ppe.net/", error="invalid_token", error_description="User session has been revoked", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTYwMzc0MjgwMCJ9fX0="',
    claims: notBefore('1603742800'),
  },
  'Azure Resource Manager without a token: no claims': {
    header: `Bearer authorization_uri="https://login.windows.net/", error="invalid_token", error_description="The authentication failed because of missing 'Authorization' header."`,
  },
  'PoP and Bearer in one header, and a space at its end': {
    header: `PoP realm="", ${common}, ${graph}, nonce="ey==", Bearer realm="", ${common}, ${graph}, ${revoked}, error="insufficient_claims", ${after1726258122} `,
    claims: notBefore('1726258122'),
  },
  'two Bearer challenges, of which the second has usable claims': {
    header: `Bearer authorization_uri="https://login.windows.net/", error="invalid_token", claims="ey==", Bearer realm="", ${common}, ${graph}, ${revoked}, error="insufficient_claims", ${after1726258122}`,
    claims: notBefore('1726258122'),
  },
  'parameters without quotes: no claims': {
    header: 'Bearer authorization_uri=https://login.windows.net/, error=insufficient_claims',
  },
  'no comma between the parameters: no claims': {
    header:
      'Bearer authorization_uri="https://login.windows.net/" error_description="ran into some error"',
  },
  'Microsoft Graph: errorDescription, and a URI without quotes': {
    header: `Bearer realm="", authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize, ${graph}, error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTY1NzgzNDQxNyJ9fX0=", errorDescription="Continuous access evaluation resulted in claims challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp"`,
    claims: notBefore('1657834417'),
  },
  ...Object.fromEntries(
    ['TokenCreatedWithOutdatedPolicies', 'LocationConditionEvaluationSatisfied'].map((code) => [
      `the reason ${code}`,
      {
        header: `Bearer realm="", ${common}, ${graph}, ${because(code)}, error="insufficient_claims", ${after1726258122}`,
        claims: notBefore('1726258122'),
      },
    ]),
  ),
  'Azure DevOps: xms_rp_ipaddr alone': {
    header: `Bearer ${common}, error="insufficient_claims", claims="${btoa('{"access_token":{"xms_rp_ipaddr":{"essential":true,"value":"203.0.113.9"}}}')}"`,
    claims: { access_token: { xms_rp_ipaddr: { essential: true, value: '203.0.113.9' } } },
  },
  'Microsoft.Identity.Web: 403, and JSON whose quotes are not escaped': {
    status: 403,
    header:
      'Bearer consentUri="https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=web", claims="{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}", scopes="orders.read,orders.write", proposedAction="consent"',
    claims: notBefore('1604106651'),
  },
}
