import type { Clock } from './clock.ts'
import { createAdmin, type EmulatorPage } from './console/routes.ts'
import { metadataOf } from './endpoints/discovery.ts'
import { createRoutes } from './endpoints/routes.ts'
import type { Faults } from './faults.ts'
import type { Journal } from './journal.ts'
import { type EmulatorOptions, readOptions } from './options.ts'
import type { Policies } from './policy/policies.ts'
import { createEventBus, type EventBus } from './revocation/bus.ts'
import { type CriticalEvents, createCriticalEvents } from './revocation/critical-events.ts'
import { type PushOptions, type PushStream, pushEvents } from './revocation/push.ts'
import { createCertificate, trustCertificate } from './server/certificate.ts'
import { type Answer, listen } from './server/listen.ts'
import { createEntra } from './tenant/authority.ts'
import { type MsalConfig, msalConfig } from './tenant/msal-config.ts'
import { found } from './tenant/need.ts'
import { type MintRequest, mintAccessToken } from './tokens/mint.ts'

/** How events reach the APIs. */
export interface Events extends Pick<EventBus, 'propagationDelay' | 'subscribe'> {
  /** Pushes signed security event tokens to a receiver, from now on. */
  push(options: PushOptions): PushStream
}

/** What it takes to trust the emulator over https. */
export interface EmulatorCertificate {
  /** The certificate, its own authority; in a file it does for `NODE_EXTRA_CA_CERTS`. */
  readonly pem: string
  /** For Chromium's `--ignore-certificate-errors-spki-list`. */
  readonly spkiSha256: string
  /** Makes this process trust it, `fetch` included; throws where Node is older than 22.19 or 24.5. */
  trust(): void
}

/** A local Microsoft Entra. */
export interface Emulator extends CriticalEvents, AsyncDisposable {
  /** `http://localhost:PORT`; `https://login.microsoftonline.com` when it has no socket. */
  readonly url: string
  readonly tenantId: string
  /** The `iss` of v2.0 tokens. */
  readonly issuer: string
  readonly jwksUri: string
  readonly clock: Clock
  readonly policies: Policies
  readonly journal: Journal
  readonly events: Events
  /** What goes wrong on purpose; for a skewed clock, move `clock`. */
  readonly faults: Faults
  /** Only over https. */
  readonly certificate: EmulatorCertificate | undefined
  /** What a person sees at `url` in a browser. */
  readonly page: EmulatorPage
  /** Answers a request without a socket; rejects as `fetch` does when the connection is cut. */
  fetch(request: Request): Promise<Response>
  /** The part of an MSAL configuration that signs a client of the tenant in here. */
  msalConfig(client: string): MsalConfig
  /** The `aud` of tokens for an API, by application ID URI. */
  audience(resource: string): string
  /** The `oid` in tokens of a user (by user principal name) or of an application (by name) itself. */
  objectId(userOrApp: string): string
  /** Signs with a new key; the old one stays published unless it is retired. */
  rotateKeys(options?: { retire?: boolean }): Promise<void>
  /** Issues an access token as the token endpoint would, without asking it. */
  accessToken(request: MintRequest): Promise<string>
  /** Signs a user in for the device that shows a code; throws a `RangeError` when none waits. */
  approveDeviceCode(userCode: string, user: string, options?: { mfa?: boolean }): void
  close(): Promise<void>
}

/** Starts a local Microsoft Entra; with no options, one with a ready tenant on a free port. */
export async function startEmulator(options?: EmulatorOptions): Promise<Emulator> {
  const plan = readOptions(options)
  const entra = createEntra(plan)
  const { clock, directory, sessions } = entra
  const bus = createEventBus(clock, plan.propagationDelay)
  const happenings = createCriticalEvents(entra, bus)
  const routes = createRoutes(entra)
  const endpoints = async (request: Request): Promise<Response> => routes.fetch(request)
  const admin = createAdmin({ entra, bus, happenings, endpoints })
  const answer: Answer = async (request, peer) => {
    if (admin.owns(request)) return admin.fetch(request, peer)
    const response = await endpoints(request)
    return entra.cuts.has(request) ? undefined : response
  }
  const isListening = plan.port !== false
  const certificate = plan.https && isListening ? createCertificate() : undefined
  const server = isListening ? await listen(answer, Number(plan.port), certificate) : undefined
  if (server) entra.origin = `${certificate ? 'https' : 'http'}://localhost:${server.port}`

  async function close(): Promise<void> {
    clock.stop()
    admin.close()
    await server?.close()
  }

  return {
    url: entra.origin,
    tenantId: directory.tenantId,
    issuer: metadataOf(entra).issuer,
    jwksUri: metadataOf(entra).jwks_uri,
    clock,
    policies: entra.policies,
    journal: entra.journal,
    events: Object.assign(bus, { push: (push: PushOptions) => pushEvents(entra, bus, push) }),
    faults: entra.faults,
    certificate: certificate && {
      pem: certificate.certificate,
      spkiSha256: certificate.spkiSha256,
      trust: () => trustCertificate(certificate.certificate),
    },
    page: admin.page,
    async fetch(request) {
      const response = await answer(request)
      if (!response) throw new TypeError('fetch failed')
      return response
    },
    rotateKeys: (rotation) => entra.keys.rotate(rotation),
    msalConfig: (client) => msalConfig(entra, client),
    audience(name) {
      const resource = found('resource', name, directory.resource(name))
      return resource.tokenVersion === 1 ? resource.uri : resource.clientId
    },
    objectId: (name) => found('user or app', name, directory.user(name) ?? directory.app(name)).id,
    accessToken: (request) => mintAccessToken(entra, request),
    approveDeviceCode(userCode, upn, { mfa = false } = {}) {
      const user = found('user', upn, directory.user(upn))
      const waiting = entra.grants.devices.find((each) => each.userCode === userCode)
      if (waiting?.outcome !== 'pending') throw new RangeError('no device waits for that code')
      waiting.outcome = sessions.start(user, { mfa })
    },
    ...happenings,
    close,
    [Symbol.asyncDispose]: close,
  }
}
