import * as z from 'zod'
import { type GraphContext, readBody } from './context.ts'
import { refuseGraph } from './graph-error.ts'

const part = z.looseObject({
  id: z.string().min(1),
  method: z.string().regex(/^(GET|POST|PUT|PATCH|DELETE)$/i, 'must be an HTTP method'),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).optional(),
})
const batch = z.strictObject({ requests: z.array(part).min(1).max(20) })

type Part = z.infer<typeof part>

interface PartResponse {
  readonly id: string
  readonly status: number
  readonly headers: Record<string, string>
  readonly body?: unknown
}

/**
 * Answers the parts of a batch, each as a request of its own with the envelope's `Authorization`.
 *
 * @see [JSON batching](https://learn.microsoft.com/graph/json-batching)
 */
export async function answerBatch(
  c: GraphContext,
  send: (request: Request) => Promise<Response>,
): Promise<Response> {
  const { requests } = await readBody(c, batch, '$batch')
  check(requests)
  const root = c.req.url.replace(/\/\$batch.*$/i, '')
  const authorization = c.req.header('authorization')
  const parts = new Map(requests.map((each) => [each.id.toLowerCase(), each]))
  const responses = new Map<Part, Promise<PartResponse>>()

  async function answer(each: Part): Promise<PartResponse> {
    const before = await Promise.all(dependenciesOf(each, parts).map(responseTo))
    if (before.some(({ status }) => status >= 400)) return dependencyFailed(each)
    return toPart(each.id, await send(toRequest(root, each, authorization)))
  }

  /** Each part is sent once, however many wait for it. */
  function responseTo(each: Part): Promise<PartResponse> {
    const response = responses.get(each) ?? answer(each)
    responses.set(each, response)
    return response
  }

  return c.json({ responses: await Promise.all(requests.map(responseTo)) })
}

/** Ids compare in any case. */
function dependenciesOf({ dependsOn = [] }: Part, parts: ReadonlyMap<string, Part>): Part[] {
  return dependsOn.flatMap((id) => parts.get(id.toLowerCase()) ?? [])
}

function check(requests: readonly Part[]): void {
  const parts = new Map(requests.map((each) => [each.id.toLowerCase(), each]))
  if (parts.size < requests.length) throw refuseGraph.badPolicy('Request id must be unique.')
  for (const each of requests) {
    const { dependsOn = [] } = each
    if (dependenciesOf(each, parts).length < dependsOn.length) {
      throw refuseGraph.badPolicy('Batch requests must depend on requests in the same batch.')
    }
    if (waitsForItself(each, parts)) {
      throw refuseGraph.badPolicy('Batch requests must not depend on each other in a circle.')
    }
  }
}

function waitsForItself(start: Part, parts: ReadonlyMap<string, Part>): boolean {
  const needed = new Set(dependenciesOf(start, parts))
  // A set is gone through with what is added on the way.
  for (const each of needed) for (const next of dependenciesOf(each, parts)) needed.add(next)
  return needed.has(start)
}

function toRequest(
  root: string,
  { method, url, headers, body }: Part,
  authorization = '',
): Request {
  const hasBody = body !== undefined && !/^(GET|DELETE)$/i.test(method)
  const all = new Headers({ authorization, ...headers })
  return new Request(`${root}/${url.replace(/^\//, '')}`, {
    method: method.toUpperCase(),
    headers: all,
    ...(hasBody && {
      body: typeof body === 'string' ? Buffer.from(body, 'base64') : JSON.stringify(body),
    }),
  })
}

async function toPart(id: string, response: Response): Promise<PartResponse> {
  const headers = Object.fromEntries(
    [...response.headers].map(([name, value]) => [inCase(name), value]),
  )
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  const body = isJson ? JSON.parse(text) : Buffer.from(text).toString('base64')
  return { id, status: response.status, headers, ...(text !== '' && { body }) }
}

/** `www-authenticate` as services write it. */
const inCase = (name: string): string => name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase())

function dependencyFailed({ id }: Part): PartResponse {
  const error = { code: 'FailedDependency', message: 'A request that this one depends on failed.' }
  return { id, status: 424, headers: { 'Content-Type': 'application/json' }, body: { error } }
}
