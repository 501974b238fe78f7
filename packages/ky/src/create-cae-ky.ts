import { type CaeFetch, type CaeRequestInit, ConfigurationError } from '@caefetch/core'
import ky, { type KyInstance, type Options, replaceOption } from 'ky'
import { createDeadline } from './deadline.ts'
import type { CaeKy, CaeKyCall, CaeKyOptions } from './options.ts'
import { isRequest, ownRequest } from './own-request.ts'
import { checkFetch, prepareCall } from './prepare-call.ts'

/**
 * Creates a ky whose calls attach tokens and answer claims challenges.
 *
 * ky retries what the API answers in the end; that a call was challenged and sent again is no retry.
 * The `timeout` bounds each send, not the wait for a token or the user. A body that is no stream is
 * sent again whole, whatever its size. The `HTTPError` of a response that still holds a
 * challenge has it as `challenge`, see {@link hasChallenge}.
 *
 * Calls reject with what caefetch rejects with, as it is, and otherwise with ky's errors. An
 * {@link InteractionRequiredError} is never retried.
 *
 * @throws {@link ConfigurationError} when `caeFetch` is no function, or the options bring a `fetch`.
 * @see [ky](https://github.com/sindresorhus/ky)
 */
export function createCaeKy<Init extends CaeRequestInit>(
  caeFetch: (input: string | URL | Request, init?: Init) => Promise<Response>,
  options: CaeKyOptions<Init> = {},
): CaeKy<Init> {
  if (typeof caeFetch !== 'function') {
    throw new ConfigurationError('caeFetch must be a function: what a `createCaeFetch` returns.')
  }
  checkFetch(options)
  // Of Init no more than what CaeRequestInit has is made here; the rest is the application's.
  return wrap(ky.create(options), caeFetch as CaeFetch)
}

function wrap<Init extends CaeRequestInit>(instance: KyInstance, caeFetch: CaeFetch): CaeKy<Init> {
  const caller =
    (method: Pick<Options, 'method'> = {}): CaeKyCall<Init> =>
    (input, options = {}) => {
      const deadline = createDeadline()
      const init = (merged: CaeKyOptions) => prepareCall(merged, caeFetch, deadline)
      const call = extend(instance, options).extend({ ...method, hooks: { init: [init] } })
      return deadline.ofReads(call(isRequest(input) ? ownRequest(input) : input))
    }
  const markers: Pick<KyInstance, 'stop' | 'retry'> = instance
  return Object.assign(caller(), markers, {
    get: caller({ method: 'get' }),
    post: caller({ method: 'post' }),
    put: caller({ method: 'put' }),
    patch: caller({ method: 'patch' }),
    head: caller({ method: 'head' }),
    delete: caller({ method: 'delete' }),
    query: caller({ method: 'query' }),
    create: (defaults?: CaeKyOptions<Init>) => createCaeKy<Init>(caeFetch, defaults),
    extend: (defaults: Parameters<CaeKy<Init>['extend']>[0]) =>
      wrap<Init>(extend(instance, defaults), caeFetch),
  })
}

/** As ky extends, but `cae` member by member: ky would merge the claims of two, and concatenate arrays. */
function extend<Init extends CaeRequestInit>(
  instance: KyInstance,
  defaults: Parameters<CaeKy<Init>['extend']>[0],
): KyInstance {
  return instance.extend((parent: CaeKyOptions<Init>): CaeKyOptions<Init> => {
    const own = typeof defaults === 'function' ? defaults(parent) : defaults
    const { cae } = Object(own)
    return cae ? { ...own, cae: replaceOption({ ...parent.cae, ...cae }) } : own
  })
}
