import { CaeError } from '@caefetch/core'
import { EventSource } from 'eventsource'

/**
 * Opens a stream of events. When the API ends it with the session, it is opened again where it ended, and
 * the challenge answered then. What cannot be met ends it.
 */
export function openEvents(
  caeFetch: typeof fetch,
  url: string,
  onUnmet: (error: CaeError) => void,
): EventSource {
  const events = new EventSource(url, {
    fetch: (input, init) =>
      caeFetch(input, init).catch((error) => {
        if (error instanceof CaeError) {
          // It would try again every few seconds, and ask the user each time.
          events.close()
          onUnmet(error)
        }
        throw error
      }),
  })
  return events
}
