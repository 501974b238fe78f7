/** A text that was pieced together from others, or cut out of one, would keep those in memory. */
export const ownText = (text: string): string => Buffer.from(text).toString()
