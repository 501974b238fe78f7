/** Graph takes payloads of 4 MB. */
const limit = 4_194_304

/** A response whose body was read: its text, unless it is too long, and a response to hand on. */
export interface ReadResponse {
  text: string | undefined
  rest: Response
}

/** Reads a response up to 4 MiB; one that is longer is handed on whole, of which nothing more is read. */
export async function readUpTo(response: Response): Promise<ReadResponse> {
  const reader = response.body?.getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  let isWhole = !reader
  while (reader && !isWhole && size <= limit) {
    const { done, value } = await reader.read()
    if (done) isWhole = true
    else {
      chunks.push(value)
      size += value.byteLength
    }
  }
  const { status, statusText, headers, url } = response
  const kept = new Blob(chunks)
  const body = isWhole ? kept : follow(chunks, reader)
  const rest = reader ? new Response(body, { status, statusText, headers }) : response
  if (rest !== response) Object.defineProperty(rest, 'url', { value: url })
  return { text: isWhole ? await kept.text() : undefined, rest }
}

/** A stream of what was read, and of what comes after it. */
function follow(
  chunks: Uint8Array<ArrayBuffer>[],
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const { value, done } =
        chunks.length > 0
          ? { value: chunks.shift(), done: false }
          : ((await reader?.read()) ?? { value: undefined, done: true })
      if (done || !value) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader?.cancel(reason),
  })
}
