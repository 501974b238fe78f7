import { createCaeFetch, InteractionRequiredError, type TokenSource } from '@caefetch/core'
import { type Emulator, startEmulator } from '@caefetch/emulator'
import { createGuard, createRevocations } from '@caefetch/resource'
import { extractWWWAuthenticateParams } from '@modelcontextprotocol/client'
import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server'
import { expect, it } from 'vitest'
import { serve } from './loopback.fixture.ts'
import { connectMcp } from './recipes/mcp-client.ts'
import { createMcpApi, metadata } from './recipes/mcp-server.ts'

const mia = 'mfa-user@contoso.test'

const inputSchema = fromJsonSchema<{ note: string }>({
  type: 'object',
  properties: { note: { type: 'string' } },
  required: ['note'],
})

function createServer(noted: string[], onWait: () => void): McpServer {
  const server = new McpServer({ name: 'orders', version: '1.0.0' })
  for (const name of ['list_orders', 'delete_order', 'place_order']) {
    server.registerTool(name, {}, async () => ({
      content: [{ type: 'text', text: `${name} done` }],
    }))
  }
  server.registerTool('note_order', { inputSchema }, ({ note }) => {
    noted.push(note)
    return { content: [] }
  })
  server.registerTool('wait', {}, () => {
    onWait()
    return new Promise(() => {})
  })
  return server
}

/** An MCP server on loopback behind the guard, with tokens of the emulator. */
async function startMcp() {
  const noted: string[] = []
  const waits = Promise.withResolvers<void>()
  const emulator = await startEmulator()
  const { tenantId, issuer, jwksUri } = emulator
  const revocations = createRevocations()
  const resourceMetadata = 'http://localhost/.well-known/oauth-protected-resource'
  const audience = [emulator.audience('api://orders'), 'api://orders']
  const entra = { tenantId, issuer, jwksUri, audience, revocations, resourceMetadata }
  const answer = createMcpApi({
    guard: createGuard(entra),
    createServer: () => createServer(noted, waits.resolve),
    tools: { delete_order: { authContext: 'c1' }, place_order: { scopes: 'orders.write' } },
  })
  const statuses: number[] = []
  const server = await serve(async (request) => {
    const response = await answer(request)
    statuses.push(response.status)
    return response
  })
  return {
    emulator,
    revocations,
    answer,
    statuses,
    noted,
    waiting: waits.promise,
    url: `${server.url}/mcp`,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await emulator.close()
    },
  }
}

/** Mia, who passes MFA when a challenge asks for it. */
function miasTokens(emulator: Emulator, scopes: string[]) {
  const claims: unknown[] = []
  const source: TokenSource = {
    async getToken(request) {
      if (request.claims) claims.push(request.claims)
      const mfa = request.claims?.access_token?.acrs !== undefined
      return { token: await emulator.accessToken({ client: 'spa', user: mia, scopes, mfa }) }
    },
  }
  return { claims, source }
}

it('a tool that requires a step-up gets it, and the client does not notice', async () => {
  await using mcp = await startMcp()
  const { claims, source } = miasTokens(mcp.emulator, ['api://orders/orders.read'])
  const caeFetch = createCaeFetch(source, {
    resources: { [mcp.url]: ['api://orders/orders.read'] },
  })
  const client = await connectMcp(caeFetch, mcp.url)
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toContain('delete_order')
  const call = async (name: string) => (await client.callTool({ name, arguments: {} })).content
  expect(await call('list_orders')).toEqual([{ type: 'text', text: 'list_orders done' }])
  expect(claims).toEqual([])
  expect(await call('delete_order')).toEqual([{ type: 'text', text: 'delete_order done' }])
  expect(claims).toMatchObject([{ access_token: { acrs: { value: 'c1' } } }])
  expect(mcp.statuses.filter((status) => status === 401)).toHaveLength(1)
  await client.close()
})

it('a revoked session goes unnoticed', async () => {
  await using mcp = await startMcp()
  const { claims, source } = miasTokens(mcp.emulator, ['api://orders/orders.read'])
  const caeFetch = createCaeFetch(source, {
    resources: { [mcp.url]: ['api://orders/orders.read'] },
  })
  const client = await connectMcp(caeFetch, mcp.url)
  const { tenantId: tid } = mcp.emulator
  await mcp.revocations.revoke({ tid, oid: mcp.emulator.objectId(mia) })
  const { content } = await client.callTool({ name: 'list_orders', arguments: {} })
  expect(content).toEqual([{ type: 'text', text: 'list_orders done' }])
  expect(claims).toMatchObject([{ access_token: { nbf: { essential: true } } }])
  await client.close()
})

it('25 calls at a time cost one token request, and each is executed once and whole', async () => {
  await using mcp = await startMcp()
  const { claims, source } = miasTokens(mcp.emulator, ['api://orders/orders.read'])
  const caeFetch = createCaeFetch(source, {
    resources: { [mcp.url]: ['api://orders/orders.read'] },
  })
  const client = await connectMcp(caeFetch, mcp.url)
  const { tenantId: tid } = mcp.emulator
  await mcp.revocations.revoke({ tid, oid: mcp.emulator.objectId(mia) })
  const notes = Array.from({ length: 25 }, (_, index) => `${index} très long `.repeat(1000))
  await Promise.all(
    notes.map((note) => client.callTool({ name: 'note_order', arguments: { note } })),
  )
  expect(claims).toHaveLength(1)
  expect(mcp.noted).toHaveLength(25)
  expect(new Set(mcp.noted)).toEqual(new Set(notes))
  await client.close()
})

it('what needs a person reaches the caller of a tool, and is not tried again', async () => {
  await using mcp = await startMcp()
  const { source } = miasTokens(mcp.emulator, ['api://orders/orders.read'])
  let asked = 0
  const alone: TokenSource = {
    getToken(request) {
      if (!request.claims) return source.getToken(request)
      asked++
      throw Object.assign(new Error('MFA'), { errorCode: 'interaction_required' })
    },
  }
  const caeFetch = createCaeFetch(alone, {
    resources: { [mcp.url]: ['api://orders/orders.read'] },
  })
  const client = await connectMcp(caeFetch, mcp.url)
  const error = await client
    .callTool({ name: 'delete_order', arguments: {} })
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(InteractionRequiredError)
  expect(asked).toBe(1)
  await client.close()
})

it('a call of a tool that is aborted ends at once', async () => {
  await using mcp = await startMcp()
  const { source } = miasTokens(mcp.emulator, ['api://orders/orders.read'])
  const caeFetch = createCaeFetch(source, {
    resources: { [mcp.url]: ['api://orders/orders.read'] },
  })
  const client = await connectMcp(caeFetch, mcp.url)
  const controller = new AbortController()
  const called = expect(
    client.callTool({ name: 'wait', arguments: {} }, { signal: controller.signal }),
  ).rejects.toThrow('left')
  await mcp.waiting
  controller.abort(new Error('left'))
  await called
  await client.close()
})

it('a refusal names the scope to ask for, and the token that is got with it satisfies', async () => {
  await using mcp = await startMcp()
  const send = async (scopes: string[]) => {
    const token = await mcp.emulator.accessToken({ client: 'spa', user: mia, scopes })
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'place_order' } }
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    }
    return mcp.answer(
      new Request(mcp.url, { method: 'POST', headers, body: JSON.stringify(message) }),
    )
  }
  const refused = await send(['api://orders/orders.read'])
  expect(refused.status).toBe(403)
  const { error, scope, resourceMetadataUrl } = extractWWWAuthenticateParams(refused)
  expect([error, scope]).toEqual(['insufficient_scope', 'api://orders/orders.write'])
  expect(String(resourceMetadataUrl)).toBe('http://localhost/.well-known/oauth-protected-resource')
  expect((await send([scope ?? ''])).status).toBe(200)
})

it('says where to sign in', async () => {
  const response = metadata('https://mcp.contoso.test/mcp', 'a-tenant', [
    'api://orders/orders.read',
  ])
  expect(await response.json()).toMatchObject({
    resource: 'https://mcp.contoso.test/mcp',
    authorization_servers: ['https://login.microsoftonline.com/a-tenant/v2.0'],
  })
})
