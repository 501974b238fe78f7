import type { User } from '../tenant/model.ts'

/** Who signed in, for MSAL's account: object id and tenant at home, whichever tenant issues the tokens. */
export function clientInfo(user: User, homeTenantId: string): string {
  const info = { uid: user.id, utid: homeTenantId }
  return Buffer.from(JSON.stringify(info)).toString('base64url')
}
