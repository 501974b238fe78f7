import { createHttpHeaders } from '@azure/core-rest-pipeline'
import type { World } from '../clients/client.ts'

/** The world with transports that answer at once, with an answer that was made before. */
export function inMemory(world: World): World {
  const answer = Promise.resolve(new Response(null))
  const headers = createHttpHeaders()
  return {
    ...world,
    fetch: () => answer,
    httpClient: { sendRequest: async (request) => ({ request, status: 200, headers }) },
  }
}

/** The same world, which notes the Authorization header of each request. */
export function recorded(world: World, seen: (string | null | undefined)[]): World {
  return {
    ...world,
    fetch(input, init) {
      seen.push(new Request(input, init).headers.get('authorization'))
      return world.fetch(input, init)
    },
    httpClient: {
      sendRequest(request) {
        seen.push(request.headers.get('authorization'))
        return world.httpClient.sendRequest(request)
      },
    },
  }
}
