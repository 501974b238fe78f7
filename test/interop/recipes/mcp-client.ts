import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'

/** A client of an MCP server whose challenges caefetch answers. */
export async function connectMcp(caeFetch: typeof fetch, url: string): Promise<Client> {
  const client = new Client({ name: 'orders-agent', version: '1.0.0' })
  // Without an `authProvider`: caefetch attaches the token, and gets another one when it must.
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { fetch: caeFetch }))
  return client
}
