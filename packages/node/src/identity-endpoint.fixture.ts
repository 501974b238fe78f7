import { createServer } from 'node:http'
import { vi } from 'vitest'

/** A token response of a managed identity's endpoint. */
export interface Answer {
  status?: number
  body: object
}

/**
 * The endpoint that a host of managed identities has on loopback, and the environment that leads
 * there. MSAL looks for it once in a process, so it has to last for a test file.
 */
export async function startIdentityEndpoint(environment: Record<string, string>) {
  const asked: Record<string, string>[] = []
  let answer = (number: number): Answer => ({ body: token(number) })
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost')
    const number = asked.push(Object.fromEntries(searchParams))
    const { status = 200, body } = answer(number)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port is open.')
  vi.stubEnv('IDENTITY_ENDPOINT', `http://127.0.0.1:${address.port}/token`)
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  return {
    /** The parameters of the requests for a resource, oldest first. */
    askedFor: (resource: string) => asked.filter((each) => each.resource === resource),
    answerWith(next: (number: number) => Answer) {
      answer = next
    },
    async close() {
      vi.unstubAllEnvs()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const token = (number: number, lifetime = 24 * 3600) => ({
  access_token: `a-token-of-a-managed-identity-${number}`,
  expires_on: Math.floor(Date.now() / 1000) + lifetime,
  token_type: 'Bearer',
})
