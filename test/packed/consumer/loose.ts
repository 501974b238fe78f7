import { createCaeFetch, isCaeError } from '@caefetch/core'
import { createGuard } from '@caefetch/resource'

// What a project without `strict` compiles, where `ok` does not tell one kind of verdict from the other.

const guard = createGuard({ tenantId: 'common', audience: 'api://orders' })

export async function handle(request: Request): Promise<Response> {
  const verdict = await guard.check(request)
  return verdict.ok ? Response.json(verdict.caller.objectId) : verdict.response
}

export const caeFetch = createCaeFetch({ getToken: async () => ({ token: 'none' }) })

export async function codeOf(call: Promise<Response>) {
  try {
    await call
  } catch (error) {
    return isCaeError(error) ? error.code : undefined
  }
}
