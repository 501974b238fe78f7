import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { formatChallenge } from '@caefetch/core'
import type { RolldownBuild } from 'rolldown'
import { challengeClaims, fakeMsal } from './fake-msal.ts'
import type { Weighed } from './weigh.ts'

/** @throws unless the bundle answers a claims challenge: what was weighed has to be enough for that. */
export async function check({ name, entry, send }: Weighed, build: RolldownBuild): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'caefetch-bench-'))
  const fake = import.meta.resolve('./fake-msal.ts')
  await build.write({ dir: folder, paths: { '@azure/msal-browser': fake } })
  const realFetch = globalThis.fetch
  const sent: (string | null)[] = []
  globalThis.fetch = async (input, init) => {
    const authorization = new Request(input, init).headers.get('authorization')
    sent.push(authorization)
    return authorization === 'Bearer renewed' ? Response.json({}) : challenge()
  }
  // Code for browsers calls it by another name.
  Object.assign(globalThis, { self: globalThis })
  try {
    const exports = await import(pathToFileURL(join(folder, `${entry}.js`)).href)
    await send(exports as never, fakeMsal)
  } finally {
    globalThis.fetch = realFetch
    Reflect.deleteProperty(globalThis, 'self')
    await rm(folder, { recursive: true })
  }
  if (sent.join() !== 'Bearer first,Bearer renewed') {
    throw new Error(`${name} does not answer the challenge; it has sent ${sent.join()}.`)
  }
}

function challenge(): Response {
  const params = { error: 'insufficient_claims', claims: btoa(challengeClaims) }
  const headers = { 'www-authenticate': formatChallenge({ scheme: 'Bearer', params }) }
  return new Response(null, { status: 401, headers })
}
