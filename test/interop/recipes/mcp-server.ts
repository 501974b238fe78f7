import type { Guard, Requirement } from '@caefetch/resource'
import { createMcpHandler, type McpServer } from '@modelcontextprotocol/server'

export interface McpApiOptions {
  /** With `resourceMetadata`, the URL of `metadata` below. */
  guard: Guard
  createServer: () => McpServer
  /** What a tool requires of its caller besides a token. */
  tools: Record<string, Requirement>
}

/** An MCP server over HTTP whose tools require scopes, roles or a step-up. */
export function createMcpApi({ guard, createServer, tools }: McpApiOptions) {
  const mcp = createMcpHandler(createServer)
  return async (request: Request): Promise<Response> => {
    const verdict = await guard.check(request)
    if (!verdict.ok) return verdict.response
    const parsedBody: unknown = request.method === 'POST' ? await request.json() : undefined
    for (const requirement of calledTools(parsedBody).map((tool) => tools[tool])) {
      // A challenge is an answer of HTTP: a result of the tool would not reach the client's fetch.
      const authorized =
        requirement && (await guard.authorize(verdict.claims, requirement, request))
      if (authorized && !authorized.ok) return authorized.response
    }
    return mcp.fetch(request, { parsedBody })
  }
}

/** The names of the tools that a message calls, or each message of a batch. */
const calledTools = (body: unknown): string[] =>
  [body].flat().flatMap((message) => {
    const { method, params } = Object(message)
    return method === 'tools/call' ? [String(params?.name)] : []
  })

/** Serve it at `/.well-known/oauth-protected-resource`, so that clients find where to sign in. */
export const metadata = (resource: string, tenantId: string, scopes: string[]): Response =>
  Response.json({
    resource,
    authorization_servers: [`https://login.microsoftonline.com/${tenantId}/v2.0`],
    scopes_supported: scopes,
    bearer_methods_supported: ['header'],
  })
