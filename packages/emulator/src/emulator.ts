import type { Clock } from './clock.ts'
import type { EmulatorPage } from './console/routes.ts'
import type { Faults } from './faults.ts'
import type { Journal } from './journal.ts'
import type { Policies } from './policy/policies.ts'
import type { EventBus } from './revocation/bus.ts'
import type { CriticalEvents } from './revocation/critical-events.ts'
import type { PushOptions, PushStream } from './revocation/push.ts'
import type { MsalConfig } from './tenant/msal-config.ts'
import type { MintRequest } from './tokens/mint.ts'

/** How events reach the APIs. */
export interface Events extends Pick<EventBus, 'propagationDelay' | 'subscribe'> {
  /** Pushes signed security event tokens to a receiver, from now on. */
  push(options: PushOptions): PushStream
}

/** What it takes to trust the emulator over https. */
export interface EmulatorCertificate {
  /** The authority of the server's certificate; in a file it does for `NODE_EXTRA_CA_CERTS`. */
  readonly pem: string
  /** For Chromium's `--ignore-certificate-errors-spki-list`. */
  readonly spkiSha256: string
  /** Makes this process trust it, `fetch` included; throws where Node is older than 22.19 or 24.5. */
  trust(): void
}

/** A tenant that issues tokens here. */
export interface EmulatorTenant {
  /** The tenant's id, a GUID. */
  readonly id: string
  /** Its domain, such as `contoso.test`. */
  readonly domain: string
  /** The `iss` of v2.0 tokens. */
  readonly issuer: string
  /** The `iss` of v1.0 tokens. */
  readonly v1Issuer: string
}

/** Which tenant something is about. */
export interface TenantChoice {
  /** By id or domain. Default: the emulator's own. */
  tenant?: string | undefined
}

/** A local Microsoft Entra. */
export interface Emulator extends CriticalEvents, AsyncDisposable {
  /** `http://localhost:PORT`; without a socket `https://login.microsoftonline.com`, or where an external tenant is. */
  readonly url: string
  /** The id of its own tenant, a GUID. */
  readonly tenantId: string
  /** The tenant itself, and the others where its users are guests. */
  readonly tenants: readonly EmulatorTenant[]
  /** The `iss` of v2.0 tokens. */
  readonly issuer: string
  /** Where its signing keys are published. */
  readonly jwksUri: string
  /**
   * What stands for `https://graph.microsoft.com`: `{graphUrl}/v1.0/me` and what administrators use to set
   * up Continuous Access Evaluation. Tokens are for the scopes of Microsoft Graph itself.
   */
  readonly graphUrl: string
  /** The time that tokens, sessions and events go by. */
  readonly clock: Clock
  /** The Conditional Access policies of the tenant. */
  readonly policies: Policies
  /** Every request, and what came of it. */
  readonly journal: Journal
  /** How APIs hear of what happens to users and applications. */
  readonly events: Events
  /** What goes wrong on purpose; for a skewed clock, move `clock`. */
  readonly faults: Faults
  /** Only over https. */
  readonly certificate: EmulatorCertificate | undefined
  /** What a person sees at `url` in a browser. */
  readonly page: EmulatorPage
  /** Answers a request without a socket; rejects as `fetch` does when the connection is cut. */
  fetch(request: Request): Promise<Response>
  /**
   * The part of an MSAL configuration that signs a client of the tenant in here.
   *
   * @throws {@link ConfigurationError} when there is no such client; so do the four below
   */
  msalConfig(client: string, options?: TenantChoice): MsalConfig
  /** The APIs of the tenant, Microsoft Graph aside, by application ID URI. */
  readonly apis: readonly string[]
  /** The delegated permissions and app roles of an API, by application ID URI. */
  permissions(api: string): {
    readonly scopes: readonly string[]
    readonly roles: readonly string[]
  }
  /** The `aud` of tokens for an API, by application ID URI. */
  audience(resource: string): string
  /** The `oid` in tokens of a user (by user principal name) or of an application (by name) itself. */
  objectId(userOrApp: string, options?: TenantChoice): string
  /** Signs with a new key; the old one stays published unless it is retired. */
  rotateKeys(options?: { retire?: boolean }): Promise<void>
  /** Issues an access token as the token endpoint would, without asking it. */
  accessToken(request: MintRequest): Promise<string>
  /** What a cluster would put into `AZURE_FEDERATED_TOKEN_FILE` for a confidential client, good for an hour. */
  federatedToken(client: string): Promise<string>
  /** Signs a user in for the device that shows a code; throws a ConfigurationError when none waits. */
  approveDeviceCode(userCode: string, user: string, options?: { mfa?: boolean }): void
  /** Stops serving, and calls off what is still to come. */
  close(): Promise<void>
}
