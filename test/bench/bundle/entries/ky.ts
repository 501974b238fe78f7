import type { IPublicClientApplication } from '@azure/msal-browser'
import ky, { type KyInstance } from 'ky'
import { claimsIn, tokenFrom } from './hand-written.ts'

export const createKy = (msal: IPublicClientApplication, scopes: string[]): KyInstance =>
  ky.create({
    throwHttpErrors: false,
    hooks: {
      beforeRequest: [
        async ({ request, retryCount }) => {
          if (retryCount > 0) return
          request.headers.set('Authorization', `Bearer ${await tokenFrom(msal, scopes)}`)
        },
      ],
      afterResponse: [
        async ({ request, response, retryCount }) => {
          const claims = claimsIn(response)
          if (!claims || retryCount > 0) return undefined
          const headers = new Headers(request.headers)
          headers.set('Authorization', `Bearer ${await tokenFrom(msal, scopes, claims)}`)
          return ky.retry({ request: new Request(request, { headers }), delay: 0 })
        },
      ],
    },
  })
