import type { Attributes } from '@opentelemetry/api'

/** The value that stands for all others, as in OpenTelemetry's conventions. */
const other = '_OTHER'

/** Lets the first values pass and calls all others `_OTHER`, so that nothing grows with what comes. */
export function createBound(most = 100): (value: string) => string {
  const values = new Set<string>()
  return (value) => {
    if (values.has(value)) return value
    if (values.size >= most) return other
    values.add(value)
    return value
  }
}

const methods = new Set('GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH QUERY'.split(' '))

/** @see [HTTP spans](https://opentelemetry.io/docs/specs/semconv/http/http-spans/) */
export function methodOf(method: string): Attributes {
  const name = method.toUpperCase()
  return { 'http.request.method': methods.has(name) ? name : other }
}

/** The host and the port of a resource, and nothing else of its URL; of so many resources. */
export function createServerOf(): (resource: string) => Attributes {
  const bound = createBound()
  return (resource) => {
    const { hostname, port, protocol } = new URL(resource)
    const number = Number(port) || (protocol === 'http:' ? 80 : 443)
    const isKnown = bound(`${hostname}:${number}`) !== other
    return isKnown
      ? { 'server.address': hostname, 'server.port': number }
      : { 'server.address': other }
  }
}
