/** Reads a body up to so many bytes; undefined where it is longer or breaks off. */
export async function readText(
  body: Pick<Request, 'body'>,
  mostBytes: number,
): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    // To leave the loop cancels the stream.
    for await (const chunk of body.body ?? []) {
      bytes += chunk.byteLength
      if (bytes > mostBytes) return undefined
      text += decoder.decode(chunk, { stream: true })
    }
    return text + decoder.decode()
  } catch {
    return undefined
  }
}
