/** Opens a WebSocket in a page, with a ticket in place of the token: its handshake has no headers. */
export async function openWithTicket(
  caeFetch: typeof fetch,
  url: string,
  signal?: AbortSignal,
): Promise<WebSocket> {
  const tickets = new URL('/socket-tickets', url.replace(/^ws/, 'http'))
  const response = await caeFetch(tickets, { method: 'POST', ...(signal && { signal }) })
  if (!response.ok) throw new Error(`There is no ticket for the socket: ${response.status}.`)
  const { ticket } = (await response.json()) as { ticket: string }
  const withTicket = new URL(url)
  withTicket.searchParams.set('ticket', ticket)
  const socket = new WebSocket(withTicket)
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve()
    socket.onerror = () => reject(new Error('The socket was refused.'))
    signal?.addEventListener('abort', () => {
      socket.close()
      reject(signal.reason)
    })
  })
  return socket
}
