import { alsoExposed } from './exposed-headers.ts'

/** What the responses of Express and Node have in common. */
export interface NodeResponse {
  /** The status to send. */
  statusCode: number
  /** A header that was set before. */
  getHeader(name: string): unknown
  /** Sets a header. */
  setHeader(name: string, value: string | readonly string[]): unknown
  /** Sends the body and ends the response. */
  end(body?: Uint8Array): unknown
}

const exposed = 'access-control-expose-headers'

/**
 * Sends a `Response` through Express or Node, such as one of `relayChallenge`. What is exposed to other
 * origins already stays so.
 */
export async function sendResponse(to: NodeResponse, response: Response): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer())
  to.statusCode = response.status
  for (const [name, value] of response.headers) {
    to.setHeader(name, name === exposed ? alsoExposed(to.getHeader(name), value) : value)
  }
  to.end(body)
}
