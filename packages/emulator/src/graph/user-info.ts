import { guidOf } from '../ids.ts'
import { objectIdIn } from '../tenant/model.ts'
import type { GraphRoutes } from './context.ts'
import { refuseGraph } from './graph-error.ts'

/**
 * Where discovery sends OpenID Connect clients for the claims of who has signed in.
 *
 * @see [UserInfo endpoint](https://learn.microsoft.com/entra/identity-platform/userinfo)
 */
export function addUserInfo(app: GraphRoutes): void {
  app.on(['GET', 'POST'], '/oidc/userinfo', (c) => {
    const { user, clientId, tenantId } = c.var.caller
    if (!user) throw refuseGraph.denied()
    const [givenName = '', ...surnames] = user.name.split(' ')
    return c.json({
      // As in the client's own ID tokens.
      sub: guidOf('subject', objectIdIn({ tenantId }, user), clientId),
      name: user.name,
      given_name: givenName,
      family_name: surnames.join(' '),
      email: user.upn,
      picture: `${new URL(c.req.url).href.replace(/\/oidc\/userinfo.*/, '')}/v1.0/me/photo/$value`,
    })
  })
}
