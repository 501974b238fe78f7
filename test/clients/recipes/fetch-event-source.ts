import { CaeError } from '@caefetch/core'
import {
  EventStreamContentType,
  type FetchEventSourceInit,
  fetchEventSource,
} from '@microsoft/fetch-event-source'

/** Reads a stream of events to its end; rejects with what cannot be met. */
export const readEvents = (
  caeFetch: typeof fetch,
  url: string,
  options: FetchEventSourceInit,
): Promise<void> =>
  fetchEventSource(url, {
    ...options,
    fetch: caeFetch,
    async onopen(response) {
      if (response.headers.get('content-type')?.startsWith(EventStreamContentType)) return
      throw new Refused(`The events cannot be read: ${response.status}`)
    },
    onerror(error) {
      // Whatever is not thrown here is tried again every second, for ever.
      if (error instanceof CaeError || error instanceof Refused) throw error
    },
  })

class Refused extends Error {}
