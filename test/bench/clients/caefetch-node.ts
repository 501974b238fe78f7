import { createCaeFetch } from '@caefetch/node'
import { bareFetch, type Client } from './client.ts'

export const caefetchNode: Client = {
  name: '@caefetch/node',
  create: ({ url, scopes, app, fetch }) =>
    bareFetch({ url, fetch: createCaeFetch(app, { resources: { [url]: scopes }, fetch }) }),
}
