import { ConfigurationError } from '../errors.ts'
import { type BodyMembers, bodyMembers, streamOf } from './body.ts'
import type { FetchBody } from './cae-request-init.ts'
import { type Call, isRequest } from './call.ts'
import { createRecording, type Failure, type Recording } from './recording.ts'

/** How the body of a call is sent, and sent again. */
export interface Replay {
  /** The members of `init` for the first send. */
  first: BodyMembers
  /** Those for a further send; undefined where the body is lost. */
  again(): Promise<BodyMembers | undefined>
  /** Lets go of what was kept: the call is over. */
  release(failure?: Failure): void
}

const nothing = () => {}

const noMembers: BodyMembers = {}

const withoutBody = replayMembers(noMembers)

/**
 * Decides by the kind of body. What can be read as often as one likes is passed on as it is; of what can
 * be read only once, a copy of at most `limit` bytes is kept while it is sent.
 */
export function createReplay({ body, cae, method, input }: Call, limit: number): Replay {
  const fresh = cae?.replay
  const request = isRequest(input) ? input : undefined
  if (body === undefined && !request && !fresh) return withoutBody
  const stream = streamOf(body)
  if (fresh) {
    return {
      first: stream ? bodyMembers(stream) : body === undefined ? noMembers : { body },
      again: async () => bodyMembers(checkFresh(await fresh())),
      release(failure) {
        if (failure && !stream?.locked) stream?.cancel(failure.reason).catch(nothing)
      },
    }
  }
  if (stream) {
    const recording = createRecording(stream, limit)
    return replayRecording(recording, bodyMembers(recording.open()))
  }
  if (body !== undefined) return replayMembers({ body })
  // GET and HEAD have none, which in Firefox cannot be seen: there no Request shows its body.
  const hasBody = request && !/^(get|head)$/i.test(method) && request.body !== null
  return hasBody && !request.bodyUsed ? replayRequest(request, limit) : withoutBody
}

/** What is sent the same each time. */
function replayMembers(members: BodyMembers): Replay {
  return { first: members, again: async () => members, release: nothing }
}

/**
 * A stream in place of a Request's body would lose its length and, in browsers, HTTP/1.1. So the Request is
 * sent as it is, and a clone of it is what is sent again.
 */
function replayRequest(request: Request, limit: number): Replay {
  const copy = request.clone()
  if (copy.body) {
    const recording = createRecording(copy.body, limit)
    void recording.readAhead()
    return replayRecording(recording, noMembers)
  }
  const whole = copy.blob()
  whole.catch(nothing)
  return { first: noMembers, again: async () => ({ body: await whole }), release: nothing }
}

const replayRecording = ({ again, release }: Recording, first: BodyMembers): Replay => ({
  first,
  async again() {
    const body = await again()
    return body && bodyMembers(body)
  },
  release,
})

function checkFresh(body: FetchBody | null | undefined): FetchBody {
  if (body !== undefined && body !== null) return body
  throw new ConfigurationError('cae.replay gave no body: it must give a fresh one for each send.')
}
