/** A body that can be read only once, kept while it is sent so that it can be sent again. */
export interface Recording {
  /** The body from its beginning; a stream that was opened before ends with an error. */
  open(): ReadableStream<Uint8Array<ArrayBuffer>>
  /**
   * What can be sent again: the whole body; a stream of what is kept and of what its source has yet to
   * give, where that takes its time; undefined where it is longer than the limit, or failed.
   */
  again(): Promise<Blob | ReadableStream<Uint8Array<ArrayBuffer>> | undefined>
  /** Reads on by itself, for a source whose other branch is what is sent. */
  readAhead(): void
  /** Keeps no more: the body will not be sent again. Its source is cancelled if nobody reads it, or the send failed. */
  release(failure?: Failure): void
}

/** Why a body was not sent to its end. */
export interface Failure {
  reason: unknown
}

type Chunk = Uint8Array<ArrayBuffer>

/** How long the source of a refused body may give nothing before it is taken for a live one, in milliseconds. */
const patience = 250

/** Reads `source` as it is sent, and keeps the first `limit` bytes. */
export function createRecording(source: ReadableStream<Chunk>, limit: number): Recording {
  const reader = source.getReader()
  /** What was read, less what nobody will want any more; `first` is the number of its first chunk. */
  let chunks: Chunk[] = []
  let first = 0
  let size = 0
  let isKept = true
  let isEnded = false
  let failure: Failure | undefined
  let pending: Promise<void> | undefined
  let sending: ReadableStreamDefaultController<Chunk> | undefined
  let cancelled: Failure | undefined

  /** Reads one chunk more, for all who wait for it. */
  function readMore(): Promise<void> {
    pending ??= reader
      .read()
      .then(
        ({ done, value }) => {
          if (done) isEnded = true
          else {
            chunks.push(value)
            size += value.byteLength
            if (!(size <= limit)) isKept = false
          }
        },
        (reason) => {
          failure = { reason }
          isKept = false
        },
      )
      .finally(() => {
        pending = undefined
      })
    return pending
  }

  function open(): ReadableStream<Chunk> {
    sending?.error(new Error('The body is sent again.'))
    let next = 0
    let controller: ReadableStreamDefaultController<Chunk> | undefined
    cancelled = undefined
    return new ReadableStream<Chunk>(
      {
        start(own) {
          controller = own
          sending = own
        },
        async pull(own) {
          while (next >= first + chunks.length && !isEnded && !failure) await readMore()
          if (own !== sending) return
          const chunk = chunks[next - first]
          if (chunk) {
            own.enqueue(chunk)
            next++
            if (!isKept) first += chunks.splice(0, next - first).length
          } else {
            sending = undefined
            if (failure) own.error(failure.reason)
            else own.close()
          }
        },
        async cancel(reason) {
          if (controller !== sending) return
          sending = undefined
          // Until the call is over, the source may be needed for another send.
          if (isKept) cancelled = { reason }
          else await reader.cancel(reason)
        },
      },
      { highWaterMark: 0 },
    )
  }

  function release(why: Failure | undefined = cancelled): void {
    isKept = false
    if (sending && !why) return
    chunks = []
    sending?.error(why?.reason)
    sending = undefined
    reader.cancel(why?.reason).catch(() => {})
  }

  return {
    open,
    release,

    async again() {
      while (isKept && !isEnded) {
        if (await isOverdue(readMore())) return open()
      }
      return isKept ? new Blob(chunks) : undefined
    },

    async readAhead() {
      while (isKept && !isEnded) await readMore()
      if (!isEnded) release()
    },
  }
}

/** Whether the source takes so long that it is a live one. */
function isOverdue(read: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patience, true)
    void read.then(() => {
      clearTimeout(timer)
      resolve(false)
    })
  })
}
