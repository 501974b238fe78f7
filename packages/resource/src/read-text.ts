/** What came of reading a body: its text, or why there is none. */
export type BodyText = { readonly text: string } | { readonly fault: 'too_long' | 'broken_off' }

/** Reads a body up to so many bytes. */
export async function readText(body: Pick<Request, 'body'>, mostBytes: number): Promise<BodyText> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    // To leave the loop cancels the stream.
    for await (const chunk of body.body ?? []) {
      bytes += chunk.byteLength
      if (bytes > mostBytes) return { fault: 'too_long' }
      text += decoder.decode(chunk, { stream: true })
    }
    return { text: text + decoder.decode() }
  } catch {
    return { fault: 'broken_off' }
  }
}

/** Reads a body that has to be JSON. @throws where it is none, is longer, or breaks off. */
export async function readJson(body: Pick<Request, 'body'>, mostBytes: number): Promise<unknown> {
  const read = await readText(body, mostBytes)
  if ('text' in read) return JSON.parse(read.text)
  throw new Error(read.fault === 'too_long' ? 'The answer is too long.' : 'The answer breaks off.')
}
