import { serve } from '@hono/node-server'

/** Serves an app on a free port of this machine. */
export async function listen(app: { fetch(request: Request): Response | Promise<Response> }) {
  const { promise, resolve } = Promise.withResolvers<number>()
  const options = { port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }
  const server = serve({ fetch: (request) => app.fetch(request), ...options }, ({ port }) =>
    resolve(port),
  )
  return {
    url: `http://localhost:${await promise}`,
    async [Symbol.asyncDispose]() {
      if ('closeAllConnections' in server) server.closeAllConnections()
      server.close()
    },
  }
}
