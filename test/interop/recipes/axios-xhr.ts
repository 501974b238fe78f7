import { type Authorizer, CaeError } from '@caefetch/core'
import axios, { AxiosError, type AxiosInstance } from 'axios'

type Authorizing = Pick<Authorizer, 'authorize' | 'answer'>

/** axios as it is: over XMLHttpRequest in browsers, whose uploads tell their progress, over http in Node. */
export function createAxios({ authorize, answer }: Authorizing, baseURL: string): AxiosInstance {
  const send = axios.getAdapter(['xhr', 'http'])
  return axios.create({
    baseURL,
    async adapter(config) {
      const { method = 'get', signal, headers } = config
      if (headers.has('authorization')) return send(config)
      const call = {
        url: axios.getUri(config),
        method: method.toUpperCase(),
        ...(signal instanceof AbortSignal && { signal }),
      }
      let authorization = await authorize(call).catch(fail)
      for (;;) {
        if (authorization) headers.set('authorization', authorization)
        const [response, error] = await send(config).then(
          (answered) => [answered],
          (failure) => [failure.response, failure],
        )
        const url = response?.request?.responseURL ?? response?.request?.res?.responseUrl ?? ''
        authorization =
          authorization &&
          response &&
          (await answer(call, { ...response, url }, authorization).catch(fail))
        if (authorization) continue
        if (error) throw error
        return response
      }
    },
  })
}

/** axios takes any error's `response` for one of its own, and stumbles over ours. */
function fail(error: unknown): never {
  throw error instanceof CaeError ? AxiosError.from(error, error.code) : error
}
