import kyDefault from 'ky'
import { bareFetch, type Client } from './client.ts'
import { credentialOf, tokenOf } from './credential.ts'
import { claimsIn } from './hand-written.ts'

export const ky: Client = {
  name: 'ky with hooks',
  note: 'hooks as in its README, one to set the token and one to renew it after a 401; without `delay: 0` it would wait 300 ms before it sends again',
  create({ url, scopes, app, fetch }) {
    const credential = credentialOf(app)
    const api = kyDefault.create({
      fetch,
      throwHttpErrors: false,
      hooks: {
        beforeRequest: [
          async ({ request, retryCount }) => {
            if (retryCount > 0) return
            request.headers.set('Authorization', `Bearer ${await tokenOf(credential, scopes)}`)
          },
        ],
        afterResponse: [
          async ({ request, response, retryCount }) => {
            if (response.status !== 401 || retryCount > 0) return undefined
            const token = await tokenOf(credential, scopes, claimsIn(response))
            const headers = new Headers(request.headers)
            headers.set('Authorization', `Bearer ${token}`)
            const renewed = new Request(request, { headers })
            return kyDefault.retry({ request: renewed, code: 'TOKEN_REFRESHED', delay: 0 })
          },
        ],
      },
    })
    return bareFetch({ url, fetch: api })
  },
}
