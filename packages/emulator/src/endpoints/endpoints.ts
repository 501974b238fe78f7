import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import type { Clock } from '../clock.ts'
import { refuse } from '../errors/catalog.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { FaultSource } from '../faults.ts'
import type { Ids } from '../ids.ts'
import type { WritableJournal } from '../journal.ts'
import type { Policy } from '../policy/policy.ts'
import type { Cutoffs } from '../revocation/cutoffs.ts'
import { formLimit } from '../server/form.ts'
import { createBrowsers } from '../sign-in/browsers.ts'
import type { Flow } from '../sign-in/flow.ts'
import { pageHeaders } from '../sign-in/pages/layout.ts'
import { errorPage } from '../sign-in/pages/plain-pages.ts'
import type { Sessions } from '../sign-in/sessions.ts'
import type { Authorities } from '../tenant/authorities.ts'
import { createConsents } from '../tenant/consents.ts'
import type { Directory } from '../tenant/directory.ts'
import { createRedeemables } from '../tokens/redeemables.ts'
import type { Tokens } from '../tokens/tokens.ts'
import { authorityOf } from './authority-of.ts'
import { createAuthorize } from './authorize.ts'
import { createBrowserCookie } from './browser-cookie.ts'
import { createClientAuthentication } from './client-authentication.ts'
import { describeError, type EndpointContext, type Env, onError, recorded } from './context.ts'
import { createDeviceAuthorization } from './device-code.ts'
import { createDeviceLogin, deviceLoginPage } from './device-login.ts'
import { createDiscovery } from './discovery.ts'
import { createAtEndpoint } from './faulty.ts'
import { createGrants } from './grants/grants.ts'
import { createLogout } from './logout.ts'
import { createManagedIdentity } from './managed-identity.ts'
import { createSignIn } from './sign-in.ts'
import { createTokenEndpoint } from './token.ts'

interface EndpointParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly authorities: Authorities
  readonly directory: Directory
  readonly sessions: Sessions
  readonly policies: Iterable<Policy>
  readonly cutoffs: Cutoffs
  readonly tokens: Tokens
  readonly journal: WritableJournal
  readonly faults: FaultSource
}

const crossOrigin = cors({
  origin: (origin) => origin,
  allowMethods: ['GET', 'POST', 'OPTIONS'],
  exposeHeaders: ['retry-after', 'x-ms-request-id'],
})

/**
 * The emulator's HTTP face; answers `undefined` where a fault cuts the connection. Paths are compared
 * in lower case, as Entra does.
 */
export function createEndpoints(
  parts: EndpointParts,
): (request: Request) => Promise<Response | undefined> {
  const { clock, ids, authorities, directory, tokens } = parts
  const { home } = authorities
  const { deviceCodes, keys } = tokens
  const consents = createConsents()
  const cookie = createBrowserCookie(createBrowsers(ids), home.origin)
  const flows = createRedeemables<Flow>(clock, ids, 'F')
  const signIn = createSignIn({ ...parts, ...tokens, consents, flows, cookie })
  const discovery = createDiscovery(authorities, keys)
  const authenticate = createClientAuthentication(directory, clock, keys)
  const grants = createGrants({ ...parts, consents })
  const token = createTokenEndpoint({ authorities, authenticate, grants })
  const deviceAuthorization = createDeviceAuthorization({ authorities, directory, deviceCodes })
  const deviceLogin = createDeviceLogin({ directory, deviceCodes, signIn })
  const { issueAccessToken } = tokens
  const managedIdentity = createManagedIdentity({
    ...{ authority: home, clock, directory, issueAccessToken },
  })
  const authorize = createAuthorize({ authorities, directory, signIn })
  const logout = createLogout({ authorities, directory, cookie })
  const cuts = new WeakSet<Request>()
  const at = createAtEndpoint(parts.faults, cuts)

  const app = new Hono<Env>({ getPath: (request) => new URL(request.url).pathname.toLowerCase() })
  app.use(recorded({ clock, ids, journal: parts.journal, origin: home.origin }))
  app.use(
    bodyLimit({
      maxSize: formLimit,
      onError: () => {
        throw refuse.tooLarge()
      },
    }),
  )
  app.onError(onError)

  app.use('/:tenant/v2.0/.well-known/*', crossOrigin, at('openid-configuration'))
  app.use('/:tenant/.well-known/*', crossOrigin, at('openid-configuration'))
  for (const path of ['/:tenant/v2.0', '/:tenant']) {
    app.get(`${path}/.well-known/openid-configuration`, discovery.openidConfiguration)
  }
  app.get(
    '/.well-known/ssf-configuration/:tenant/v2.0',
    at('ssf-configuration'),
    discovery.transmitterConfiguration,
  )
  app.use('/:tenant/discovery/*', crossOrigin)
  app.get('/:tenant/discovery/instance', at('instance-discovery'), discovery.instanceDiscovery)
  app.get('/:tenant/discovery/v2.0/keys', at('keys'), discovery.signingKeys)
  app.get('/:tenant/discovery/keys', at('keys'), discovery.signingKeys)

  app.use('/:tenant/oauth2/v2.0/token', crossOrigin, at('token'))
  app.post('/:tenant/oauth2/v2.0/token', token)
  app.use('/:tenant/oauth2/v2.0/devicecode', crossOrigin, at('devicecode'))
  app.post('/:tenant/oauth2/v2.0/devicecode', deviceAuthorization)

  for (const path of ['/:tenant/oauth2/v2.0/authorize', '/:tenant/oauth2/authorize']) {
    app.on(['GET', 'POST'], path, at('authorize'), asPage(authorize))
  }
  app.on(['GET', 'POST'], '/:tenant/oauth2/v2.0/logout', at('logout'), asPage(logout))
  const act = (c: EndpointContext): Promise<Response> => {
    authorityOf(authorities, c)
    return signIn.act(c)
  }
  app.post('/:tenant/signin/:action', at('sign-in'), asPage(act))
  app.get('/msi/token', at('managed-identity'), managedIdentity.appService)
  // MSAL ends the path in a slash.
  for (const path of ['/metadata/identity/oauth2/token', '/metadata/identity/oauth2/token/']) {
    app.get(path, at('managed-identity'), managedIdentity.imds)
  }
  app.get('/devicelogin', at('device-login'), deviceLoginPage)
  app.post('/devicelogin', at('device-login'), asPage(deviceLogin))

  return async (request) => {
    const response = await app.fetch(request)
    return cuts.has(request) ? undefined : response
  }
}

/** Errors of these endpoints are for people to read. */
function asPage(handler: (c: EndpointContext) => Promise<Response>) {
  return async (c: EndpointContext): Promise<Response> => {
    try {
      return await handler(c)
    } catch (error) {
      if (!(error instanceof EntraError)) throw error
      return c.html(errorPage(describeError(c, error)), 400, pageHeaders)
    }
  }
}
