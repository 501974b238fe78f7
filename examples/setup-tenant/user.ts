import { PublicClientApplication } from '@azure/msal-node'
import type { Emulator } from '@caefetch/emulator'
import { createCaeFetch, deviceCode, withCae } from '@caefetch/node'

const mia = 'mfa-user@contoso.test'
const scopes = ['api://orders/orders.read', 'api://orders/orders.write']

/** Mia at a client of her own; `asked` holds what she had to show, a password first. */
export function startUser(emulator: Emulator, api: string) {
  const asked: string[] = []
  const app = new PublicClientApplication(withCae(emulator.msalConfig('cli')))
  const caeFetch = createCaeFetch(app, {
    resources: { [api]: scopes },
    interaction: deviceCode(({ userCode }) => {
      const isFirst = asked.length === 0
      asked.push(isFirst ? 'password' : 'second factor')
      emulator.approveDeviceCode(userCode, mia, { mfa: !isFirst })
    }),
  })
  return { asked, caeFetch }
}
