/** The text of a copy of the body, unless that is longer; the rest of the copy is not read. */
export async function readCopy(response: Response, mostBytes: number): Promise<string | undefined> {
  const reader = response.clone().body?.getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  while (reader) {
    const { done, value } = await reader.read()
    if (done) return new Blob(chunks).text()
    size += value.byteLength
    if (size > mostBytes) {
      // The other copy is the caller's: to wait for both would be to wait for the caller.
      reader.cancel().catch(() => {})
      return undefined
    }
    chunks.push(value)
  }
  return undefined
}
