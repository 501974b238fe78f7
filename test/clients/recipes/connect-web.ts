import type { Transport } from '@connectrpc/connect'
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web'

/** `createClient(Orders, createTransport(caeFetch, url))`, in browsers. */
export const createTransport = (caeFetch: typeof fetch, baseUrl: string): Transport =>
  createConnectTransport({ baseUrl, fetch: caeFetch })

/** The same for APIs that speak gRPC-web. */
export const createGrpcTransport = (caeFetch: typeof fetch, baseUrl: string): Transport =>
  createGrpcWebTransport({ baseUrl, fetch: caeFetch })
