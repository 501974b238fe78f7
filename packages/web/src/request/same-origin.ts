import type { Incoming } from './incoming.ts'

/**
 * Whether another site has made the browser send the request. A request without `Origin` and
 * `Sec-Fetch-Site` is no browser's, and so is nobody's forgery.
 *
 * @see [Fetch Metadata](https://www.w3.org/TR/fetch-metadata/)
 */
export function isFromElsewhere({ header }: Incoming, origin: string): boolean {
  const from = header('origin')
  const site = header('sec-fetch-site')
  return (from !== '' && from !== origin) || !['', 'same-origin', 'none'].includes(site)
}

/** Whether the answer would stand in a frame, where nobody sees whose page it is. */
export const isFramed = ({ header }: Incoming): boolean =>
  !['', 'document'].includes(header('sec-fetch-dest'))
