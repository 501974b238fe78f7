import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { refuse } from '../errors/catalog.ts'
import { EntraError } from '../errors/entra-error.ts'
import { formLimit } from '../server/form.ts'
import { pageHeaders } from '../sign-in/pages/layout.ts'
import { errorPage } from '../sign-in/pages/plain-pages.ts'
import type { Entra } from '../tenant/authority.ts'
import { authorize } from './authorize.ts'
import {
  describeError,
  type EndpointContext,
  type Env,
  endpoint,
  journaled,
  onError,
} from './context.ts'
import { deviceAuthorization } from './device-code.ts'
import { deviceLogin, deviceLoginPage } from './device-login.ts'
import {
  checkTenant,
  instanceDiscovery,
  openidConfiguration,
  signingKeys,
  transmitterConfiguration,
} from './discovery.ts'
import { logout } from './logout.ts'
import { signIn } from './sign-in.ts'
import { token } from './token.ts'

const crossOrigin = cors({
  origin: (origin) => origin,
  allowMethods: ['GET', 'POST', 'OPTIONS'],
  exposeHeaders: ['retry-after', 'x-ms-request-id'],
})

/** The emulator's HTTP face. Paths are compared in lower case, as Entra does. */
export function createRoutes(entra: Entra): Hono<Env> {
  const app = new Hono<Env>({ getPath: (request) => new URL(request.url).pathname.toLowerCase() })
  app.use(journaled(entra))
  app.use(
    bodyLimit({
      maxSize: formLimit,
      onError: () => {
        throw refuse.tooLarge()
      },
    }),
  )
  app.onError(onError)

  app.use('/:tenant/v2.0/.well-known/*', crossOrigin, endpoint('openid-configuration'))
  app.use('/:tenant/.well-known/*', crossOrigin, endpoint('openid-configuration'))
  for (const path of ['/:tenant/v2.0', '/:tenant']) {
    app.get(`${path}/.well-known/openid-configuration`, (c) => {
      checkTenant(c)
      return openidConfiguration(c)
    })
  }
  app.get(
    '/.well-known/ssf-configuration/:tenant/v2.0',
    endpoint('ssf-configuration'),
    transmitterConfiguration,
  )
  app.use('/:tenant/discovery/*', crossOrigin)
  app.get('/:tenant/discovery/instance', endpoint('instance-discovery'), instanceDiscovery)
  app.get('/:tenant/discovery/v2.0/keys', endpoint('keys'), signingKeys)
  app.get('/:tenant/discovery/keys', endpoint('keys'), signingKeys)

  app.use('/:tenant/oauth2/v2.0/token', crossOrigin, endpoint('token'))
  app.post('/:tenant/oauth2/v2.0/token', token)
  app.use('/:tenant/oauth2/v2.0/devicecode', crossOrigin, endpoint('devicecode'))
  app.post('/:tenant/oauth2/v2.0/devicecode', deviceAuthorization)

  for (const path of ['/:tenant/oauth2/v2.0/authorize', '/:tenant/oauth2/authorize']) {
    app.on(['GET', 'POST'], path, endpoint('authorize'), asPage(authorize))
  }
  app.on(['GET', 'POST'], '/:tenant/oauth2/v2.0/logout', endpoint('logout'), asPage(logout))
  app.post('/:tenant/signin/:action', endpoint('sign-in'), asPage(signIn))
  app.get('/devicelogin', endpoint('device-login'), deviceLoginPage)
  app.post('/devicelogin', endpoint('device-login'), asPage(deviceLogin))
  return app
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
