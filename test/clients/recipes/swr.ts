import { InteractionRequiredError } from '@caefetch/core'
import { SWRConfig, type SWRConfiguration } from 'swr'

/** For `<SWRConfig value={createSwrOptions(caeFetch)}>`. */
export const createSwrOptions = (caeFetch: typeof fetch): SWRConfiguration => ({
  async fetcher(url: string): Promise<unknown> {
    const response = await caeFetch(url)
    if (!response.ok) throw new Error(`${url} cannot be read: ${response.status}`)
    return response.json()
  },
  onErrorRetry(error, ...rest) {
    // Another try would not find a person either, or would ask the same one again.
    if (error instanceof InteractionRequiredError) return
    SWRConfig.defaultValue.onErrorRetry(error, ...rest)
  },
})
