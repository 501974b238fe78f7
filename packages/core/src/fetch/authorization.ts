/** Whether the caller brings an Authorization header. */
export function hasAuthorization(headers: HeadersInit = {}): boolean {
  const record = isIterable(headers) ? Object.fromEntries(headers) : headers
  return Object.keys(record).some((key) => key.toLowerCase() === 'authorization')
}

/** The caller's headers and the token's, in the form that costs least. */
export const withAuthorization = (value: string, headers: HeadersInit = {}): HeadersInit =>
  isIterable(headers)
    ? [...headers, ['authorization', value]]
    : { ...headers, authorization: value }

const isIterable = (headers: HeadersInit): headers is Iterable<[string, string]> & HeadersInit =>
  Symbol.iterator in headers
