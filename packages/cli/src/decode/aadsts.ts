/** Who can mend what an AADSTS code says. */
export type Mender = 'user' | 'administrator' | 'developer' | 'caller' | 'nobody' | 'waiting'

export interface AadstsCode {
  readonly mender: Mender
  /** What it says, in our words. */
  readonly meaning: string
  /** What mends it, where the mender's usual advice is too general. */
  readonly mend?: string
}

const group = (mender: Mender, entries: Record<number, string | [string, string]>) =>
  Object.entries(entries).map(([code, entry]): [string, AadstsCode] => {
    const [meaning, mend] = Array.isArray(entry) ? entry : [entry, undefined]
    return [code, { mender, meaning, ...(mend && { mend }) }]
  })

/**
 * The codes that people meet, in words. To explain, never to decide by: programs go by `error` and
 * `suberror`, because Microsoft may change the numbers.
 *
 * @see [Microsoft Entra authentication error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
 */
const codes: ReadonlyMap<string, AadstsCode> = new Map([
  ...group('user', {
    50076: 'Multifactor authentication is needed: a policy, or a new place, demands it.',
    50079: 'The user must register for multifactor authentication first.',
    50072: 'The user must register for multifactor authentication first.',
    50074: 'Strong authentication is needed, and was not passed.',
    50078: 'The multifactor authentication is too old for the policy.',
    50158: 'A further check outside of Entra must be passed.',
    50097: 'The device must be authenticated.',
    50173: 'The sign-in was revoked or the password changed; a fresh sign-in is needed.',
    50132: 'The session is void: the password changed or was reset.',
    50133: 'The session is void: it expired, or the password changed.',
    70043: 'The sign-in is older than the sign-in frequency allows.',
    70008: 'The code or refresh token has expired.',
    700082: 'The refresh token was not used for too long.',
    700084: [
      'The refresh token of a single-page app has had its 24 hours.',
      'Silent renewal through a hidden frame, or a sign-in, begins the next 24 hours.',
    ],
    70000: 'The grant is not valid any more.',
    50089: 'The sign-in took too long.',
    50139: 'The session of an outside identity provider is gone.',
    50058: [
      'Nobody is signed in, and the request must not show a page (prompt=none).',
      'Third-party cookies may be blocked: sign in by popup or redirect.',
    ],
    16000: 'Several users are signed in; one must be picked.',
    16001: 'Several users are signed in; one must be picked.',
    50140: 'The "stay signed in?" page interrupted the sign-in.',
    50199: 'The user must confirm which app is being signed in to.',
    65001: 'The app lacks the consent of the user or of an administrator.',
    65004: 'The user declined to consent.',
    50125: 'The password must be reset or registered.',
    50055: 'The password has expired.',
    50144: 'The password in Active Directory has expired.',
    50126: 'The user name or the password is wrong.',
    50056: 'The password is wrong, or there is none in Entra.',
    500121: 'The user did not pass multifactor authentication.',
    50127: 'A broker app must be installed on the device.',
    50129: 'The device must be registered.',
    53004: 'The user must register for multifactor authentication, from a safe place.',
    70017: 'The user declined the device code.',
    70019: 'The device code has expired.',
    70018: 'The device code is wrong.',
  }),
  ...group('administrator', {
    53003: [
      'A Conditional Access policy blocks this sign-in.',
      'Asking again shows the same page: the sign-in log names the policy.',
    ],
    53000: 'The policy wants a compliant device, and this is none.',
    53001: 'The policy wants a device joined to the domain.',
    53002: 'The policy wants an approved app.',
    53010: 'The method cannot be registered here: the organization restricts where.',
    53011: 'The user is blocked because of risk at the home tenant.',
    530032: 'A security policy of the tenant blocks the user.',
    530034: 'A security policy blocks this administrator.',
    530035: 'Security defaults block this sign-in.',
    50131: 'A Conditional Access policy for the device or the place is not met.',
    50005: 'The platform of the device is not supported by the policy.',
    50057: 'The account is disabled.',
    50053: 'The account is locked, or the address is blocked.',
    50034: 'The user does not exist in this tenant.',
    50020: 'The user is of another tenant or identity provider, and no guest here.',
    50105: 'The user is not assigned to the app, which demands that.',
    500212: 'Cross-tenant access settings of the home tenant forbid it.',
    500213: 'Cross-tenant access settings of the resource tenant forbid it.',
    500021: 'Tenant restrictions do not let this network sign in there.',
    500022: 'Tenant restrictions do not let this network sign in there.',
    90094: 'Only an administrator can consent to these permissions.',
    90095: 'Only an administrator can consent to these permissions; the request was sent.',
    650052: 'The tenant has no service principal for the API: not subscribed, or not provisioned.',
    650054: 'The API that a permission is of is not there any more.',
    650056: 'The registration asks for no permission of the API, or nobody consented.',
    7000112: 'The application is disabled in this tenant.',
    7000222: [
      'The client secret has expired.',
      'Make a new secret or certificate in the registration.',
    ],
  }),
  ...group('developer', {
    700016: 'The client id is not known in this tenant.',
    500011: 'The API (resource) is not known in this tenant.',
    50001: 'The API (resource) is not known or not set up for this.',
    650053: 'The scope does not exist on the API.',
    650057: 'The API is not among the permissions of the registration.',
    90002: 'The tenant was not found.',
    50059: 'Neither the request nor the credentials say which tenant.',
    50194: 'The app is of one tenant: /common does not work for it.',
    9002332: 'The app is for work accounts only: the authority must not be /consumers.',
    90038: 'The tenant is in another cloud.',
    900382: 'The tenant is in another cloud.',
    900432: 'The app or tenant is in another cloud.',
    7000215: ['The client secret is wrong.', 'Send the value of the secret, not its id.'],
    7000218: [
      'The request proves no client: neither secret nor assertion.',
      'For a public client, set "Allow public client flows"; else send the credential.',
    ],
    700025: 'A public client must send no secret.',
    700027: 'The certificate that signed the client assertion is not registered.',
    700024: 'The client assertion is not valid at this time: look at the clock.',
    700021: 'The client assertion names another client.',
    50012: 'The client assertion or its certificate is not valid.',
    50011: 'The redirect URI is not registered for the app.',
    900971: 'The request has no redirect URI.',
    9002325: 'The code of a single-page app was redeemed without PKCE.',
    9002326: [
      'The redirect URI is registered as "Web", and the code was redeemed by a page.',
      'Register it as "Single-page application".',
    ],
    501481: 'The PKCE code verifier does not match its challenge.',
    501491: 'The PKCE code challenge has the wrong size.',
    54005: 'The authorization code was redeemed already.',
    700005: 'The code was issued to another app or tenant.',
    70007: 'The response mode does not fit the response type.',
    700054: 'The response type is not enabled for the app.',
    70011: 'The scope is malformed or mixes several APIs.',
    28000: 'The scope names more than one API.',
    28002: 'The scope is malformed.',
    28003: 'The scope is empty.',
    1002012: 'An app that acts for itself must ask for "<resource>/.default".',
    901002: ['The v2.0 endpoint does not take `resource`.', 'Say it by the scopes.'],
    9010010: ['`resource` and the scopes name different APIs.', 'Send the scopes alone.'],
    70003: 'The grant type is not supported.',
    9001023: 'This grant does not work at /common or /consumers: name the tenant.',
    900144: 'A parameter is missing.',
    90014: 'A required field is missing.',
    90023: 'The request is malformed or too large.',
    9002313: 'The request is malformed.',
    65002: 'Microsoft’s own apps need preauthorization for this API.',
    7000114: 'The assertion is of an app without a user; on-behalf-of is for users.',
    50013: 'The assertion is not valid: signature, audience or lifetime.',
    50196: [
      'The client asks in a loop and is being slowed down.',
      'Back off for minutes, and see why the answer does not help.',
    ],
  }),
  ...group('caller', {
    500131: 'The assertion was issued for another API.',
    500133: 'The token that was exchanged on behalf of its user has expired.',
  }),
  ...group('waiting', {
    70016: 'The user has not entered the device code yet; the client goes on polling.',
  }),
  ...group('nobody', {
    90033: 'Entra is busy.',
    90006: 'Entra could not finish in time.',
    90012: 'Entra ran into a timeout.',
    90024: 'Entra is being upgraded or was too slow.',
    90055: 'Too many requests of this app or user.',
    50033: 'Entra met a passing trouble.',
    50087: 'A passing trouble in sign-out.',
    50088: 'The telephone provider is at its limit.',
    40010: 'A passing trouble.',
  }),
])

/** What an AADSTS code means; undefined where the table does not know it. */
export const aadstsCode = (code: string): AadstsCode | undefined => codes.get(code)
