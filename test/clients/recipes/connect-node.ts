import { type Authorizer, CaeError } from '@caefetch/core'
import { Code, ConnectError, type Interceptor, type Transport } from '@connectrpc/connect'
import { createGrpcTransport } from '@connectrpc/connect-node'

const statuses = new Map([
  [Code.Unauthenticated, 401],
  [Code.PermissionDenied, 403],
])

/** Attaches tokens, and answers challenges, whatever the transport: gRPC over HTTP/2 has no fetch. */
export const authorized =
  ({ authorize, answer }: Pick<Authorizer, 'authorize' | 'answer'>): Interceptor =>
  (next) =>
  async (request) => {
    const call = { url: request.url, method: request.requestMethod, signal: request.signal }
    let authorization = await authorize(call).catch(fail)

    async function isAnswered(error: unknown): Promise<boolean> {
      const { code, metadata: headers } = ConnectError.from(error)
      const status = statuses.get(code)
      if (!status || !authorization) return false
      authorization = await answer(call, { status, headers }, authorization).catch(fail)
      return authorization !== undefined
    }

    // The messages of a stream can be read once: it fails, and its next call has the answer.
    async function* read<Message>(messages: AsyncIterable<Message>): AsyncGenerator<Message> {
      try {
        yield* messages
      } catch (error) {
        await isAnswered(error)
        throw error
      }
    }

    for (;;) {
      if (authorization) request.header.set('authorization', authorization)
      try {
        const response = await next(request)
        return response.stream ? { ...response, message: read(response.message) } : response
      } catch (error) {
        if (!(await isAnswered(error)) || request.stream) throw error
      }
    }
  }

/** Connect makes any other error one of its own; of this it keeps the cause. */
function fail(error: unknown): never {
  if (!(error instanceof CaeError)) throw error
  throw new ConnectError(error.message, Code.Unauthenticated, undefined, undefined, error)
}

/** `createClient(Orders, createTransport(authorizer, url))`, in Node. */
export const createTransport = (authorizer: Authorizer, baseUrl: string): Transport =>
  createGrpcTransport({ baseUrl, interceptors: [authorized(authorizer)] })
