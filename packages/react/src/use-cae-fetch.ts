import type { BrowserFetch } from '@caefetch/browser'
import { useProvided } from './provider.ts'

/**
 * The caefetch of the nearest {@link CaeProvider}: the same function at each render, and safe in
 * dependencies.
 *
 * @throws {@link ConfigurationError} outside of a provider.
 * @example
 * function Refresh() {
 *   const caeFetch = useCaeFetch()
 *   return <button onClick={() => caeFetch(url)}>Refresh</button>
 * }
 */
export function useCaeFetch(): BrowserFetch {
  return useProvided('fetch')
}
