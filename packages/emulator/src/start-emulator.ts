import { type Clock, epochSeconds } from './clock.ts'
import type { App, User } from './directory/model.ts'
import { metadataOf } from './endpoints/discovery.ts'
import { createRoutes } from './endpoints/routes.ts'
import { createEntra } from './entra.ts'
import { createEvents, type Events } from './events/events.ts'
import { listen } from './http/listen.ts'
import type { Journal } from './journal.ts'
import { type MsalConfig, msalConfig } from './msal-config.ts'
import { type EmulatorOptions, readOptions } from './options.ts'
import type { Policies } from './policy/policies.ts'
import { type MintRequest, mintAccessToken } from './tokens/mint.ts'

/** A local Microsoft Entra. */
export interface Emulator extends AsyncDisposable {
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
  /** Answers a request without a socket. */
  fetch(request: Request): Promise<Response>
  /** The part of an MSAL configuration that signs a client of the tenant in here. */
  msalConfig(client: string): MsalConfig
  /** The `aud` of tokens for an API, by application ID URI. */
  audience(resource: string): string
  /** Issues an access token as the token endpoint would, without asking it. */
  accessToken(request: MintRequest): Promise<string>
  /** What a person does with a device code; resolves to nothing, throws for a code that does not wait. */
  approveDeviceCode(userCode: string, user: string, options?: { mfa?: boolean }): void
  /** Ends all sessions of a user (by name), or revokes the tokens of an application (by name). */
  revokeSessions(userOrClient: string): Promise<void>
  close(): Promise<void>
}

/** Starts a local Microsoft Entra; with no options, one with a ready tenant on a free port. */
export async function startEmulator(options?: EmulatorOptions): Promise<Emulator> {
  const plan = readOptions(options)
  const entra = createEntra(plan)
  const { clock, directory, sessions, revocations } = entra
  const events = createEvents(clock, plan.propagationDelay)
  const routes = createRoutes(entra)
  const answer = async (request: Request): Promise<Response> => routes.fetch(request)
  const server = plan.port === false ? undefined : await listen(answer, plan.port)
  if (server) entra.origin = `http://localhost:${server.port}`

  function principal(name: string): User | App {
    const found = directory.user(name) ?? directory.app(name)
    if (!found)
      throw new RangeError(`there is no user or app ${JSON.stringify(name)} in the tenant`)
    return found
  }

  async function close(): Promise<void> {
    clock.stop()
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
    events,
    fetch: answer,
    msalConfig: (client) => msalConfig(entra, client),
    audience(name) {
      const resource = directory.resource(name)
      if (!resource) throw new RangeError(`there is no resource ${JSON.stringify(name)}`)
      return resource.tokenVersion === 1 ? resource.uri : resource.clientId
    },
    accessToken: (request) => mintAccessToken(entra, request),
    approveDeviceCode(userCode, upn, { mfa = false } = {}) {
      const user = directory.user(upn)
      if (!user) throw new RangeError(`there is no user ${JSON.stringify(upn)}`)
      const waiting = entra.grants.devices.find((each) => each.userCode === userCode)
      if (waiting?.outcome !== 'pending') throw new RangeError('no device waits for that code')
      waiting.outcome = sessions.start(user, { mfa })
    },
    async revokeSessions(name) {
      const target = principal(name)
      if ('upn' in target) sessions.revoke(target)
      const cutoff = revocations.revoke(target.id)
      await events.emit({
        type: 'session-revoked',
        principalId: target.id,
        time: epochSeconds(clock.now()),
        cutoff,
        details: { initiating_entity: 'admin' },
      })
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
