import type { CaeFetch } from '@caefetch/node'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createGraph } from './graph.ts'
import { GraphError } from './graph-error.ts'

const url = 'https://graph.microsoft.com'
const { signal } = new AbortController()
const item = z.object({ id: z.string() })

/** Graph that gives these answers, one after the other. */
function scripted(...answers: Response[]) {
  const calls: { url: string; init: RequestInit | undefined }[] = []
  const fetch: CaeFetch = async (input, init) => {
    calls.push({ url: String(input), init })
    const answer = answers.shift()
    if (!answer) throw new Error('one call more than there are answers')
    return answer
  }
  return { calls, graph: createGraph({ fetch, url, signal }) }
}

const page = (ids: string[], next?: string) =>
  Response.json({ value: ids.map((id) => ({ id })), ...(next && { '@odata.nextLink': next }) })

const refusal = (status: number, code: string, headers = {}) =>
  Response.json({ error: { code, message: 'no' } }, { status, headers })

describe('createGraph', () => {
  it('reads all pages', async () => {
    const { calls, graph } = scripted(page(['a'], `${url}/v1.0/users?$skiptoken=2`), page(['b']))
    expect(await graph.list('/users', item, 'User.Read.All')).toEqual([{ id: 'a' }, { id: 'b' }])
    expect(calls.map((call) => call.url)).toEqual([
      `${url}/v1.0/users`,
      `${url}/v1.0/users?$skiptoken=2`,
    ])
  })

  it('follows a next page nowhere else', async () => {
    const { calls, graph } = scripted(page(['a'], 'https://graph.microsoft.com.evil.test/v1.0/x'))
    expect(await graph.list('/users', item, 'User.Read.All')).toEqual([{ id: 'a' }])
    expect(calls).toHaveLength(1)
  })

  it('waits as long as Graph says, and gives up after three tries', async () => {
    const busy = () => refusal(429, 'TooManyRequests', { 'retry-after': '0.001' })
    const patient = scripted(busy(), busy(), Response.json({ id: 'a' }))
    expect(await patient.graph.get('/me', item, 'User.Read')).toEqual({ id: 'a' })
    const { graph } = scripted(busy(), busy(), busy())
    await expect(graph.get('/me', item, 'User.Read')).rejects.toMatchObject({ status: 429 })
  })

  it('tells what is not there from what is refused', async () => {
    const missing = scripted(refusal(404, 'Request_ResourceNotFound'))
    expect(await missing.graph.find('/users/x', item, 'User.Read.All')).toBeUndefined()
    const { graph } = scripted(refusal(403, 'Authorization_RequestDenied'))
    const error = await graph.find('/users/x', item, 'User.Read.All').catch((thrown) => thrown)
    expect(error).toBeInstanceOf(GraphError)
    expect(error).toMatchObject({ status: 403, permissions: ['User.Read.All'] })
  })

  it('sets no time to a call: in it, a person may be signing in', async () => {
    const { calls, graph } = scripted(Response.json({ id: 'a' }))
    await graph.get('/me', item, 'User.Read')
    expect(calls[0]?.init?.signal).toBe(signal)
  })

  it('understands an answer that is no JSON as a refusal of its status', async () => {
    const { graph } = scripted(new Response('<html>', { status: 502 }))
    await expect(graph.get('/me', item, 'User.Read')).rejects.toMatchObject({ status: 502 })
  })
})
