import type { BrowserFetch } from '@caefetch/browser'
import { useProvided } from './provider.ts'

/**
 * The caefetch of the nearest {@link CaeProvider}: the same function at each render, and safe in
 * dependencies.
 *
 * @throws {@link ConfigurationError} outside of a provider.
 * @example
 * const caeFetch = useCaeFetch()
 * const orders = useQuery({ queryKey: ['orders'], queryFn: ({ signal }) => caeFetch(url, { signal }) })
 */
export function useCaeFetch(): BrowserFetch {
  return useProvided('fetch')
}
