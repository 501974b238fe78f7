import { createClock } from './clock.ts'
import { createConsole } from './console/routes.ts'
import type { Emulator } from './emulator.ts'
import { createEndpoints } from './endpoints/endpoints.ts'
import { createFaults } from './faults.ts'
import { createGraph } from './graph/graph.ts'
import { createIds } from './ids.ts'
import { createJournal } from './journal.ts'
import type { EmulatorOptions } from './options.ts'
import { createAuthContexts } from './policy/auth-contexts.ts'
import { createPolicies } from './policy/policies.ts'
import { readPlan } from './read-plan.ts'
import { createEventBus } from './revocation/bus.ts'
import { createCriticalEvents } from './revocation/critical-events.ts'
import { createCutoffs } from './revocation/cutoffs.ts'
import { type PushOptions, pushEvents } from './revocation/push.ts'
import { createSignEvent } from './revocation/security-event-token.ts'
import { createCertificate, trustCertificate } from './server/certificate.ts'
import { type Answer, listen } from './server/listen.ts'
import { createSessions } from './sign-in/sessions.ts'
import { createAuthorities } from './tenant/authorities.ts'
import { createDirectory } from './tenant/directory.ts'
import { msalConfig } from './tenant/msal-config.ts'
import { need } from './tenant/need.ts'
import { realOrigin } from './tenant/tenant-hosts.ts'
import { createFederatedTokens } from './tokens/federated-token.ts'
import { createKeys } from './tokens/keys.ts'
import { createMint } from './tokens/mint.ts'
import { createTokens } from './tokens/tokens.ts'

/**
 * Starts a local Microsoft Entra; with no options, one with a ready tenant on a free port.
 *
 * @throws {@link ConfigurationError} for options that cannot be; the message names each of them
 * @example
 * await using emulator = await startEmulator()
 * const app = new ConfidentialClientApplication(withCae(emulator.msalConfig('daemon')))
 */
export async function startEmulator(options?: EmulatorOptions): Promise<Emulator> {
  const plan = readPlan(options)
  const directory = createDirectory(plan)
  const policies = createPolicies(plan.policies, directory)

  // The origin is known once there is a port, and everything else needs it.
  const certificate = plan.https && plan.port !== false ? createCertificate() : undefined
  const server = plan.port === false ? undefined : await listen(plan.port, certificate)
  const scheme = certificate ? 'https' : 'http'
  const origin = server ? `${scheme}://localhost:${server.port}` : realOrigin(plan.tenant)

  const clock = createClock(plan.clock)
  const ids = createIds(plan.seed)
  const authorities = createAuthorities(origin, directory)
  const authority = authorities.home
  const sessions = createSessions(clock, ids)
  const cutoffs = createCutoffs(clock)
  const keys = createKeys(ids)
  const authContexts = createAuthContexts(plan.authContexts)
  const tokens = createTokens({ clock, ids, keys, policies, cutoffs, authContexts })
  const bus = createEventBus(clock, plan.propagationDelay)
  const criticalEvents = createCriticalEvents({ clock, ids, directory, sessions, cutoffs, bus })
  const sign = createSignEvent({ authorities, clock, ids, keys })
  const journal = createJournal()
  const faults = createFaults(clock)
  const graph = createGraph({
    ...{ clock, ids, authorities, directory, policies, authContexts, cutoffs, keys, bus },
    ...{ criticalEvents, faults, options: plan.graph, ...plan.tenant },
  })
  const federated = createFederatedTokens(clock, keys, authority)
  const mint = createMint({ authorities, directory, sessions, ...tokens })
  const state = { clock, ids, authorities, directory, sessions, policies, cutoffs, tokens }
  const endpoints = createEndpoints({ ...state, journal, faults })
  const console = createConsole({
    ...{ clock, authority, directory, sessions, policies, journal, bus, criticalEvents },
    ...{ faults, keys },
    endpoints: async (request) => (await endpoints(request)) ?? Response.error(),
  })

  const answer: Answer = async (request, peer) => {
    if (console.owns(request)) return console.fetch(request, peer)
    if (!graph.owns(request)) return endpoints(request)
    const response = await graph.fetch(request)
    if (response) console.watch(request, response)
    return response
  }
  server?.answer(answer)

  async function close(): Promise<void> {
    clock.stop()
    console.close()
    await server?.close()
  }

  return {
    url: origin,
    tenantId: directory.tenantId,
    issuer: authority.issuer(),
    jwksUri: authority.metadata.jwks_uri,
    graphUrl: graph.url,
    clock,
    policies,
    journal,
    events: Object.assign(bus, { push: (push: PushOptions) => pushEvents(bus, sign, push) }),
    faults,
    certificate: certificate && {
      pem: certificate.authority,
      spkiSha256: certificate.spkiSha256,
      trust: () => trustCertificate(certificate.authority),
    },
    page: console.page,
    async fetch(request) {
      const response = await answer(request)
      if (!response) throw new TypeError('fetch failed')
      return response
    },
    rotateKeys: (rotation) => keys.rotate(rotation),
    tenants: directory.tenants.map(({ tenantId, domain }) => {
      const { issuer } = authorities.find(tenantId) ?? authority
      return { id: tenantId, domain, issuer: issuer(), v1Issuer: issuer(1) }
    }),
    msalConfig(client, { tenant = authority.tenantId } = {}) {
      const app = need('app', client, directory.app(client), directory.names.apps)
      return msalConfig(need('tenant', tenant, authorities.find(tenant)), app)
    },
    apis: directory.apps.flatMap((app) => (app.isFirstParty ? [] : (app.resource?.uri ?? []))),
    permissions(name) {
      const { scopes, roles } = need(
        'resource',
        name,
        directory.resource(name),
        directory.names.resources,
      )
      return { scopes, roles }
    },
    audience(name) {
      const resource = need('resource', name, directory.resource(name), directory.names.resources)
      return resource.tokenVersion === 1 ? resource.uri : resource.clientId
    },
    objectId(name, { tenant = authority.tenantId } = {}) {
      const { tenantId } = need('tenant', tenant, authorities.find(tenant))
      const user = directory.user(name)
      if (user) return need(`guest in ${tenant}`, name, user.objectIds[tenantId])
      return need('user or app', name, directory.app(name), Object.values(directory.names).flat())
        .id
    },
    accessToken: mint,
    federatedToken: async (name) =>
      federated(need('app', name, directory.app(name), directory.names.apps)),
    approveDeviceCode(userCode, upn, { mfa = false } = {}) {
      const user = need('user', upn, directory.user(upn), directory.names.users)
      tokens.deviceCodes.approve(userCode, () => sessions.start(user, { mfa }))
    },
    ...criticalEvents,
    close,
    [Symbol.asyncDispose]: close,
  }
}
