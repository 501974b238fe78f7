import { ConfigurationError } from '../errors.ts'
import { type BodyMembers, bodyMembers, streamOf } from './body.ts'
import { type Call, isRequest } from './call.ts'
import { createRecording, type Failure, type Recording } from './recording.ts'

/** How the body of a call is sent, and sent again. */
export interface Replay {
  /** The members of `init` for the first send. */
  first(): BodyMembers
  /** Those for a further send; undefined where the body is lost. */
  again(): Promise<BodyMembers | undefined>
  /** Lets go of what was kept: the call is over. */
  release(failure?: Failure): void
}

const nothing = () => {}

const noMembers: BodyMembers = {}

const withoutBody: Replay = {
  first: () => noMembers,
  again: async () => noMembers,
  release: nothing,
}

/**
 * Decides by the kind of body. What can be read as often as one likes is passed on as it is; of what can
 * be read only once, a copy of at most `limit` bytes is kept while it is sent.
 */
export function createReplay({ body, cae, method, input }: Call, limit: number): Replay {
  const fresh = cae?.replay
  const request = isRequest(input) ? input : undefined
  if (body === undefined && !request && !fresh) return withoutBody
  const stream = streamOf(body)
  if (stream && !fresh) {
    const recording = createRecording(stream, limit)
    return replayRecording(recording, () => bodyMembers(recording.open()))
  }
  // GET and HEAD have none, which in Firefox cannot be seen: there no Request shows its body.
  const hasOwnBody = request && !/^(get|head)$/i.test(method) && request.body !== null
  if (body === undefined && hasOwnBody && !request.bodyUsed && !fresh) {
    return replayRequest(request, limit)
  }
  const members = body === undefined ? {} : stream ? bodyMembers(stream) : { body }
  return {
    first: () => members,
    again: fresh ? async () => bodyMembers(checkFresh(await fresh())) : async () => members,
    release: (failure) => {
      if (failure && stream && !stream.locked) stream.cancel(failure.reason).catch(nothing)
    },
  }
}

/**
 * A stream in place of a Request's body would lose its length and, in browsers, HTTP/1.1. So the Request is
 * sent as it is, and a clone of it is what is sent again.
 */
function replayRequest(request: Request, limit: number): Replay {
  const copy = request.clone()
  if (copy.body) {
    const recording = createRecording(copy.body, limit)
    recording.readAhead()
    return replayRecording(recording, () => ({}))
  }
  const whole = copy.blob()
  whole.catch(nothing)
  return { first: () => ({}), again: async () => ({ body: await whole }), release: nothing }
}

const replayRecording = (recording: Recording, first: Replay['first']): Replay => ({
  first,
  async again() {
    const body = await recording.again()
    return body && bodyMembers(body)
  },
  release: recording.release,
})

function checkFresh(body: BodyInit | null | undefined): BodyInit {
  if (body !== undefined && body !== null) return body
  throw new ConfigurationError('cae.replay gave no body: it must give a fresh one for each send.')
}
