import type { Platform } from './check.ts'
import { run } from './run.ts'

// workerd: the platform is posted, and what came of it is the response.

export default {
  fetch: async (request: Request): Promise<Response> => {
    const platform: Platform = await request.json()
    return Response.json(await run(platform))
  },
}
