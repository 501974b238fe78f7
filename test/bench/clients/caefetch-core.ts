import { createCaeFetch } from '@caefetch/core'
import { bareFetch, type Client } from './client.ts'
import { credentialOf } from './credential.ts'

export const caefetchCore: Client = {
  name: '@caefetch/core',
  note: 'over the same credential as the peers, in a token source of six lines',
  create({ url, scopes, app, fetch }) {
    const credential = credentialOf(app)
    const caeFetch = createCaeFetch(
      {
        async getToken({ scopes, claims }) {
          const options = claims ? { claims: JSON.stringify(claims) } : {}
          const result = await credential.getToken([...scopes], options)
          if (!result) throw new Error('The credential has no token.')
          return { token: result.token, expiresOn: result.expiresOnTimestamp }
        },
      },
      { resources: { [url]: scopes }, fetch },
    )
    return bareFetch({ url, fetch: caeFetch })
  },
}
