/** What the responses of Express and Node have in common. */
export interface NodeResponse {
  statusCode: number
  getHeader(name: string): unknown
  setHeader(name: string, value: string | readonly string[]): unknown
  end(body?: Uint8Array): unknown
}

const exposed = 'access-control-expose-headers'

/** Sends a `Response` through Express or Node. What is exposed to other origins already stays so. */
export async function sendResponse(to: NodeResponse, response: Response): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer())
  to.statusCode = response.status
  for (const [name, value] of response.headers) {
    to.setHeader(name, name === exposed ? alsoExposed(to.getHeader(name), value) : value)
  }
  to.end(body)
}

/** The headers that are exposed, and one more. */
export function alsoExposed(before: unknown, name: string): string {
  const names = String(before ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && each.toLowerCase() !== name.toLowerCase())
  return [...names, name].join(', ')
}
