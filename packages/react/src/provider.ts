import { type BrowserFetch, ConfigurationError } from '@caefetch/browser'
import {
  type Context,
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useMemo,
} from 'react'
import type { Challenge } from './challenge.ts'

/** What a tree is given, made outside of React. */
interface Provided {
  /** What `createCaeFetch` of `@caefetch/browser` gave, or `createAuthorizer(…).fetch`. */
  fetch: BrowserFetch
  /** The `prompt` of that caefetch, where the application asks in a dialog of its own. */
  challenge?: Challenge | undefined
}

/** Props of {@link CaeProvider}. */
export interface CaeProviderProps extends Provided {
  /** The components that may use them. */
  children?: ReactNode
}

const CaeContext: Context<Provided | undefined> = createContext<Provided | undefined>(undefined)

/**
 * Gives a caefetch to the components below. It stands alone, or inside of msal-react's `MsalProvider`.
 *
 * @example
 * const challenge = createChallenge()
 * const caeFetch = createCaeFetch(msal, { prompt: challenge })
 * const tree = <CaeProvider fetch={caeFetch} challenge={challenge}>…</CaeProvider>
 */
export function CaeProvider({ fetch, challenge, children }: CaeProviderProps): ReactElement {
  const provided = useMemo(() => ({ fetch, challenge }), [fetch, challenge])
  return createElement(CaeContext.Provider, { value: provided }, children)
}

/** @throws {@link ConfigurationError} where there is none, or not that of it. */
export function useProvided<K extends keyof Provided>(name: K): NonNullable<Provided[K]> {
  const value = useContext(CaeContext)?.[name]
  if (typeof value === 'function') return value
  throw new ConfigurationError(
    `Nothing above gives a ${name}: put the component into <CaeProvider ${name}={…}>.`,
  )
}
