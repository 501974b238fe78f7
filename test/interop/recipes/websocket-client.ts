import type { Authorizer, RefusalLike } from '@caefetch/core'
import { WebSocket } from 'ws'

/** What an API closes a socket with whose session has ended. */
const unauthorized = 4401

/** Opens a WebSocket in Node; a handshake that is refused with a challenge is made again. */
export async function openSocket(
  { authorize, answer }: Pick<Authorizer, 'authorize' | 'answer'>,
  url: string,
  signal?: AbortSignal,
): Promise<WebSocket> {
  const call = { url: url.replace(/^ws/, 'http'), ...(signal && { signal }) }
  let authorization = await authorize(call)
  for (;;) {
    const outcome = await shakeHands(url, authorization, signal)
    if (outcome instanceof WebSocket) return outcome
    authorization = authorization && (await answer(call, outcome, authorization))
    if (!authorization) throw new Error(`The socket was refused: ${outcome.status}.`)
  }
}

/**
 * Keeps a WebSocket open beyond the sessions it was opened with: `use` gets one after the other. Resolves
 * when one is closed for another reason; rejects as `openSocket` does.
 */
export async function keepOpen(
  authorizer: Pick<Authorizer, 'authorize' | 'answer'>,
  url: string,
  use: (socket: WebSocket) => void,
  signal?: AbortSignal,
): Promise<void> {
  let code = unauthorized
  while (code === unauthorized) {
    const socket = await openSocket(authorizer, url, signal)
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    use(socket)
    code = await closed
  }
}

function shakeHands(
  url: string,
  authorization: string | undefined,
  signal: AbortSignal | undefined,
): Promise<WebSocket | RefusalLike> {
  const socket = new WebSocket(url, { headers: authorization ? { authorization } : {} })
  const abort = (): void => socket.terminate()
  signal?.addEventListener('abort', abort)
  return new Promise<WebSocket | RefusalLike>((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.on('error', (error) => reject(signal?.reason ?? error))
    socket.once('unexpected-response', (request, { statusCode: status = 0, headers }) => {
      resolve({ status, headers })
      request.destroy()
    })
  }).finally(() => signal?.removeEventListener('abort', abort))
}
