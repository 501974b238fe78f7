import type { Respond } from '../interop/guarded-api.fixture.ts'

/**
 * An API whose streams number their events, and go on where the last one ended. Each ends after two events,
 * as one does whose session is over; the events that were asked for come whole.
 */
export function createStreams(): { respond: Respond; from: (string | null)[] } {
  const from: (string | null)[] = []
  const respond: Respond = async ({ headers, method, body }) => {
    const lastId = headers.get('last-event-id')
    from.push(lastId)
    const first = Number(lastId ?? 0) + 1
    const sent = method === 'POST' ? await new Response(body).text() : ''
    const events = [first, first + 1].map((id) => `id: ${id}\ndata: ${sent || id}\n\n`)
    return new Response(`retry: 1\n\n${events.join('')}`, {
      headers: { 'content-type': 'text/event-stream' },
    })
  }
  return { respond, from }
}
