import { setTimeout as sleep } from 'node:timers/promises'
import type { CaeFetch } from '@caefetch/node'
import * as z from 'zod'
import { GraphError } from './graph-error.ts'

/** A request that changes the tenant. */
export interface GraphRequest {
  readonly method: 'PATCH' | 'POST' | 'DELETE'
  /** Below `/v1.0`, with a slash in front. */
  readonly path: string
  readonly body?: unknown
}

/** Microsoft Graph v1.0, as far as it is needed. Each path says what permission it needs, for its error. */
export interface Graph {
  get<T>(path: string, schema: z.ZodType<T>, permission: string): Promise<T>
  /** Undefined for a 404. */
  find<T>(path: string, schema: z.ZodType<T>, permission: string): Promise<T | undefined>
  /** All pages. */
  list<T>(path: string, schema: z.ZodType<T>, permission: string): Promise<T[]>
  /** What was made, where the answer tells. */
  send(request: GraphRequest, permission: string): Promise<{ id?: string | undefined }>
}

interface GraphParts {
  /** Attaches tokens, and answers challenges; bounds what it sends, and not how long a person takes. */
  readonly fetch: CaeFetch
  /** Without `/v1.0`. */
  readonly url: string
  readonly signal: AbortSignal
}

const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) })
const createdSchema = z.object({ id: z.string().optional() })
const mostPages = 100
const mostTries = 3

/** Waits no longer than this where Graph says how long. */
const longestPause = 20_000

export function createGraph({ fetch, url, signal }: GraphParts): Graph {
  const base = `${url}/v1.0`

  async function call(address: string, init: RequestInit, permission: string): Promise<unknown> {
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(address, { ...init, signal })
      if (response.status === 429 && tries < mostTries) {
        await response.body?.cancel()
        const seconds = Number(response.headers.get('retry-after') ?? 1)
        await sleep(Math.min(Math.max(seconds * 1000 || 1000, 0), longestPause), undefined, {
          signal,
        })
        continue
      }
      const text = await response.text()
      if (!response.ok) throw refusal(response.status, text, permission)
      return text === '' ? {} : JSON.parse(text)
    }
  }

  async function get<T>(path: string, schema: z.ZodType<T>, permission: string): Promise<T> {
    return schema.parse(await call(base + path, {}, permission))
  }

  return {
    get,
    async find(path, schema, permission) {
      try {
        return await get(path, schema, permission)
      } catch (error) {
        if (error instanceof GraphError && error.status === 404) return undefined
        throw error
      }
    },
    async list(path, schema, permission) {
      const page = z.object({ value: z.array(schema), '@odata.nextLink': z.url().optional() })
      const items = []
      let next: string | undefined = base + path
      for (let pages = 0; next !== undefined && pages < mostPages; pages += 1) {
        const answer: z.infer<typeof page> = page.parse(await call(next, {}, permission))
        items.push(...answer.value)
        next = answer['@odata.nextLink']
        // The token is for Graph alone.
        if (next?.startsWith(`${url}/`) === false) next = undefined
      }
      return items
    },
    async send({ method, path, body }, permission) {
      const init = {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      }
      return createdSchema.parse(await call(base + path, init, permission))
    },
  }
}

function refusal(status: number, text: string, permission: string): GraphError {
  const body = errorSchema.safeParse(parse(text))
  const { code, message } = body.success
    ? body.data.error
    : { code: 'unknown', message: 'no reason given' }
  return new GraphError(status, code.slice(0, 80), message.slice(0, 300), [permission])
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
