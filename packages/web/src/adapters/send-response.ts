/** What the responses of Express and Node have in common. */
export interface NodeResponse {
  statusCode: number
  readonly headersSent: boolean
  appendHeader(name: string, value: string): unknown
  setHeader(name: string, value: string): unknown
  end(body?: Uint8Array): unknown
}

export async function sendResponse(to: NodeResponse, response: Response): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer())
  to.statusCode = response.status
  for (const [name, value] of response.headers) {
    if (name === 'set-cookie') to.appendHeader(name, value)
    else to.setHeader(name, value)
  }
  to.end(body)
}
