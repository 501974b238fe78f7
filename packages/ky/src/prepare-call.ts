import { type CaeFetch, ConfigurationError, isCaeError } from '@caefetch/core'
import type { Options, RetryOptions } from 'ky'
import { addChallenge } from './challenge.ts'
import type { Deadline } from './deadline.ts'
import type { CaeKyOptions } from './options.ts'
import { isRequest, ownRequest } from './own-request.ts'

/** The longest timeout that ky takes, in milliseconds. */
const longest = 2_147_483_647

/**
 * Has ky send one call through caefetch. To be the last of the init hooks: ky's options are merged by
 * then, they are this call's own, and none of the application's hooks can take away what is set here.
 */
export function prepareCall(
  options: CaeKyOptions & Pick<Options, 'fetch'>,
  caeFetch: CaeFetch,
  deadline: Deadline,
): void {
  checkFetch(options)
  const { cae, hooks, retry } = options
  const timeout = options.timeout ?? 10_000
  const canRepeat = isRepeatable(options)

  // ky's own timer would count what the user takes to sign in. What ky refuses is left to it.
  if (timeout !== false && timeout <= longest) {
    options.timeout = false
    deadline.set(timeout)
  }
  if (typeof retry === 'object') options.retry = withoutHopeless(retry)
  options.hooks = { ...hooks, beforeError: [addChallenge, ...(hooks?.beforeError ?? [])] }

  options.fetch = async (input, init) => {
    // A hook may have made another request, of another realm even.
    const request = isRequest(input) ? ownRequest(input) : new Request(input)
    const response = await caeFetch(request, {
      ...init,
      cae: {
        ...(canRepeat && replayOf(request)),
        ...cae,
        wrapFetch: (send) => deadline.ofSends(request, cae?.wrapFetch?.(send) ?? send),
      },
    })
    deadline.ofRefusal(response)
    return response
  }
}

/** @throws {@link ConfigurationError} for options that bring a fetch. */
export function checkFetch(options: unknown): void {
  // What is no object at all is left to ky.
  if (Object(options).fetch !== undefined) {
    throw new ConfigurationError('fetch belongs to caefetch: give it to `createCaeFetch`.')
  }
}

/**
 * Whether the call has a body that was in memory, whole, before ky made a stream of it. Core asks much
 * the same of what it is given, which here is ky's Request: it can tell nothing of the body that was.
 */
function isRepeatable({ json, body }: CaeKyOptions): boolean {
  const isStream =
    typeof body === 'object' &&
    body !== null &&
    ('getReader' in body || Symbol.asyncIterator in body)
  return json !== undefined || (body != null && !isStream)
}

/**
 * The body of the request that ky made, as often as it takes: of any size, because ky keeps as much
 * for its retries, and a Blob, because a stream would have no length. The application's own body would
 * not do: a form would get another boundary, and a hook may have made another request.
 */
function replayOf(request: Request): { replay: () => Promise<Blob> } {
  const copy = request.clone()
  let body: Promise<Blob> | undefined
  return {
    replay() {
      body ??= copy.blob()
      return body
    },
  }
}

/** Without the retries of what no retry mends: the user would be asked again, and again. */
function withoutHopeless(retry: RetryOptions): RetryOptions {
  const { shouldRetry } = retry
  if (!shouldRetry) return retry
  return { ...retry, shouldRetry: (state) => !isHopeless(state.error) && shouldRetry(state) }
}

const isHopeless = (error: Error): boolean =>
  isCaeError(error) && error.code !== 'reauthentication_failed'
