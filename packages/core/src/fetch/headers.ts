type HeaderPairs = [name: string, value: string][]

/** The headers of a call as they were when it was made: nothing that changes later changes them. */
export type CallHeaders = HeaderPairs | Record<string, string>

/** Copies what fetch would read; what is neither pairs nor a record, the platform refuses in its own words. */
export function copyHeaders(headers: RequestInit['headers']): CallHeaders {
  if (headers === undefined) return {}
  if (typeof headers !== 'object' || headers === null) return [...new Headers(headers)]
  if (Symbol.iterator in headers)
    return Array.from(headers as Iterable<HeaderPairs[number]>, copyPair)
  return { ...headers }
}

const copyPair = (pair: HeaderPairs[number]): HeaderPairs[number] =>
  Array.isArray(pair) ? [...pair] : pair

/** Whether the caller brings an Authorization header. */
export const hasAuthorization = (headers: CallHeaders): boolean =>
  Array.isArray(headers)
    ? headers.some(([name]) => isAuthorization(name))
    : Object.keys(headers).some(isAuthorization)

const isAuthorization = (name: unknown): boolean =>
  typeof name === 'string' && name.length === 13 && name.toLowerCase() === 'authorization'

/** The caller's headers and the token's. */
export const withAuthorization = (value: string, headers: CallHeaders): CallHeaders =>
  Array.isArray(headers)
    ? [...headers, ['authorization', value]]
    : { ...headers, authorization: value }
