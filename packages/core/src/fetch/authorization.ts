const name = 'authorization'

/** Whether the caller brings an Authorization header. */
export function hasAuthorization(headers: HeadersInit = {}): boolean {
  const record = isIterable(headers) ? Object.fromEntries(headers) : headers
  return Object.keys(record).some((key) => key.toLowerCase() === name)
}

/** The caller's headers and the token's, in the form that costs least. */
export const withAuthorization = (value: string, headers: HeadersInit = {}): HeadersInit =>
  isIterable(headers) ? [...headers, [name, value]] : { ...headers, [name]: value }

const isIterable = (headers: HeadersInit): headers is Iterable<[string, string]> & HeadersInit =>
  Symbol.iterator in headers
