/** A body that can be read only once, kept while it is sent so that it can be sent again. */
export interface Recording {
  /** The body from its beginning; a stream that was opened before ends with an error. */
  open(): ReadableStream<Chunk>
  /**
   * What can be sent again: the whole body; a stream of what is kept and of what its source has yet to
   * give, where that takes its time; undefined where it is longer than the limit, or failed.
   */
  again(): Promise<Blob | ReadableStream<Chunk> | undefined>
  /** Reads on by itself, for a source whose other branch is what is sent. */
  readAhead(): Promise<void>
  /** Keeps no more: the body will not be sent again. Its source is cancelled if nobody reads it, or the send failed. */
  release(failure?: Failure): void
}

/** Why a body was not sent to its end. */
export interface Failure {
  reason: unknown
}

type Chunk = Uint8Array<ArrayBuffer>

/** A chunk, and what reads the one after it; without a chunk, the source has ended or failed. */
interface Piece {
  chunk?: Chunk | undefined
  failure?: Failure
  next: Read
}

/** Reads a piece at the first call, and gives the same at each. */
type Read = () => Promise<Piece>

/** How long the source of a refused body may give nothing before it is taken for a live one, in milliseconds. */
const patience = 250

/** Reads `source` as it is sent, and keeps the first `limit` bytes. */
export function createRecording(source: ReadableStream<Chunk>, limit: number): Recording {
  const reader = source.getReader()
  let room = limit
  /** What holds all chunks, from the first on; undefined once they are not to be sent again. */
  let first: Read | undefined = createRead()
  let sending: ReadableStreamDefaultController<Chunk> | undefined
  let cancelled: Failure | undefined

  function createRead(): Read {
    let piece: Promise<Piece> | undefined
    return () =>
      (piece ??= reader.read().then(
        ({ value: chunk }) => {
          if (chunk) room -= chunk.byteLength
          // What has no length is not kept either.
          if (!(room >= 0)) first = undefined
          return { chunk, next: createRead() }
        },
        (reason) => {
          first = undefined
          return { failure: { reason }, next: createRead() }
        },
      ))
  }

  function open(): ReadableStream<Chunk> {
    sending?.error(new Error('The body is sent again.'))
    cancelled = undefined
    let read = first ?? createRead()
    return new ReadableStream<Chunk>(
      {
        start(controller) {
          sending = controller
        },
        async pull(controller) {
          const { chunk, failure, next } = await read()
          read = next
          if (chunk) controller.enqueue(chunk)
          else if (failure) controller.error(failure.reason)
          else controller.close()
        },
        async cancel(reason) {
          sending = undefined
          // Until the call is over, the source may be needed for another send.
          if (first) cancelled = { reason }
          else await reader.cancel(reason)
        },
      },
      { highWaterMark: 0 },
    )
  }

  function release(why: Failure | undefined = cancelled): void {
    first = undefined
    if (sending && !why) return
    sending?.error(why?.reason)
    reader.cancel(why?.reason).catch(() => {})
  }

  return {
    open,
    release,

    async again() {
      const chunks: Chunk[] = []
      for (let read = first; read && first; ) {
        const piece = read()
        if (await isOverdue(piece)) return open()
        const { chunk, failure, next } = await piece
        if (!chunk) return failure ? undefined : new Blob(chunks)
        chunks.push(chunk)
        read = next
      }
      return undefined
    },

    async readAhead() {
      for (let read = first; read && first; ) {
        const { chunk, next } = await read()
        if (!chunk) return
        read = next
      }
      release()
    },
  }
}

/** Whether the source takes so long that it is a live one. */
function isOverdue(piece: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patience, true)
    void piece.then(() => {
      clearTimeout(timer)
      resolve(false)
    })
  })
}
