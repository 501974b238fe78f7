import type { Activity, ActivityLog } from './activity.ts'
import { entryRow } from './sections/journal.ts'

/** The journal as it is written, for `EventSource`. */
export interface Live {
  /** Begins with what came after the entry of that id. */
  open(after: number): Response
  /** Ends every stream. */
  close(): void
}

// A reader that is this many entries behind is dropped; it comes back and says where it was.
const mostBehind = 1_000

/** @see [Server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html) */
export function createLive(log: ActivityLog): Live {
  const streams = new Set<() => void>()
  const encoder = new TextEncoder()

  function open(after: number): Response {
    let end = (): void => {}
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const send = (text: string): void => controller.enqueue(encoder.encode(text))
        const unsubscribe = log.subscribe((activity) => {
          if ((controller.desiredSize ?? 0) < -mostBehind) finish()
          else send(toEvent(activity))
        })
        end = () => {
          unsubscribe()
          streams.delete(finish)
        }
        const finish = (): void => {
          end()
          controller.close()
        }
        streams.add(finish)
        // Something must be sent for the browser to know that it is connected.
        send(': welcome\n\n')
        for (const activity of log.latest()) if (activity.id > after) send(toEvent(activity))
      },
      cancel: () => end(),
    })
    return new Response(body, {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    })
  }

  return {
    open,
    close() {
      for (const finish of streams) finish()
    },
  }
}

/** As JSON the markup stays on the one line that an event's data is. */
function toEvent(activity: Activity): string {
  return `id: ${activity.id}\nevent: entry\ndata: ${JSON.stringify(String(entryRow(activity)))}\n\n`
}
