const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** A text that was pieced together from others, or cut out of one, would keep those in memory. */
export const ownText = (text: string): string => decoder.decode(encoder.encode(text))
