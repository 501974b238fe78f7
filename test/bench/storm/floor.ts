import type { Client } from '../clients/client.ts'
import { credentialOf, tokenOf } from '../clients/credential.ts'
import { claimsIn } from '../clients/hand-written.ts'

/** The least that a client over fetch can do here, good for this storm and for nothing else. */
export const floor: Client = {
  name: 'fetch alone, written for this storm',
  note: 'two fetches and one shared promise; what no client over fetch can be under on this machine',
  create({ url, scopes, app, fetch }) {
    const credential = credentialOf(app)
    const before = tokenOf(credential, scopes)
    let after: Promise<string> | undefined
    const send = async (path: string, token: Promise<string>) =>
      fetch(url + path, { headers: { authorization: `Bearer ${await token}` } })
    return async (path) => {
      let response = await send(path, after ?? before)
      if (response.status === 401) {
        after ??= tokenOf(credential, scopes, claimsIn(response))
        await response.body?.cancel()
        response = await send(path, after)
      }
      await response.text()
      return response.status
    }
  },
}
