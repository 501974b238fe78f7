import { isObject } from '../claims/claims-request.ts'

/** One request of a batch, as far as it matters here. */
export interface BatchRequest {
  id: string
  dependsOn?: string[]
  headers?: Record<string, unknown>
}

/** One answer of a batch, as far as it matters here. */
export interface BatchResponse {
  id: string
  status: number
  headers?: Record<string, unknown>
}

/** Graph takes no more at once. */
const mostRequests = 20

/**
 * The requests of a Graph batch; undefined for what is none, or one that Graph would refuse whole.
 *
 * @see [JSON batching](https://learn.microsoft.com/graph/json-batching)
 */
export function readRequests(text: string): BatchRequest[] | undefined {
  const requests = listIn(text, 'requests')?.filter(isRequest)
  const ids = new Set(requests?.map(({ id }) => keyOf(id)))
  const isWhole = requests && ids.size === requests.length && ids.size <= mostRequests
  const isLinked = requests?.every(({ dependsOn = [] }) =>
    dependsOn.every((id) => ids.has(keyOf(id))),
  )
  return isWhole && isLinked ? requests : undefined
}

/** The answers in the body of a batch's response; undefined for any other body. */
export const readResponses = (text: string): BatchResponse[] | undefined =>
  listIn(text, 'responses')?.filter(isResponse)

/** Ids are compared without regard to case. */
export const keyOf = (id: string): string => id.toLowerCase()

/** The value of a header of a part, in whichever case its name and in however many lines its value was sent. */
export function headerOf({ headers = {} }: BatchRequest | BatchResponse, wanted: string): string {
  const values = Object.entries(headers).flatMap(([name, value]) =>
    name.toLowerCase() === wanted ? value : [],
  )
  return values.filter((value) => typeof value === 'string').join(', ')
}

/** The members of what is JSON, where it is an object; its list of parts stands under `name`. */
export function membersOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function listIn(text: string, name: string): unknown[] | undefined {
  const list = membersOf(text)[name]
  return Array.isArray(list) && list.every(isObject) ? list : undefined
}

const isRequest = (part: unknown): part is BatchRequest =>
  isObject(part) &&
  typeof part.id === 'string' &&
  (part.dependsOn === undefined || Array.isArray(part.dependsOn)) &&
  (part.headers === undefined || isObject(part.headers))

const isResponse = (part: unknown): part is BatchResponse =>
  isObject(part) && typeof part.id === 'string' && typeof part.status === 'number'
