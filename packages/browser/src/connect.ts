import type { IPublicClientApplication } from '@azure/msal-browser'
import type { CaeFetchOptions, TokenSource } from '@caefetch/core'
import { graphOf } from '@caefetch/core/msal'
import { tellConsole } from './console.ts'
import type { WaitingCall } from './interaction/pending.ts'
import { msalSource } from './msal-source.ts'
import type { BrowserFetch, BrowserOptions } from './options.ts'
import { readOptions } from './read-options.ts'

/** What core's functions take, and what notes the calls that wait for it. */
export interface Connection {
  tokens: TokenSource
  options: CaeFetchOptions
  /** Runs a call; if the page is left meanwhile, it is pending. */
  wait<T>(call: WaitingCall, run: () => Promise<T>): Promise<T>
}

/** @throws {@link ConfigurationError} for options that cannot work. */
export function connect(msal: IPublicClientApplication, options: BrowserOptions): Connection {
  const [settings, coreOptions] = readOptions(msal, options)
  const { onEvent, resources = graphOf(msal.getConfiguration().auth) } = coreOptions
  const waiting = new Set<WaitingCall>()
  return {
    tokens: msalSource(msal, settings, waiting),
    options: {
      ...coreOptions,
      ...(resources !== undefined && { resources }),
      // What is no function core refuses.
      onEvent: typeof onEvent === 'function' || !onEvent ? tellConsole(onEvent) : onEvent,
    },
    async wait(call, run) {
      waiting.add(call)
      try {
        return await run()
      } finally {
        waiting.delete(call)
      }
    },
  }
}

/** A caefetch whose calls are pending while they wait. */
export const waitingFetch =
  (caeFetch: BrowserFetch, wait: Connection['wait']): BrowserFetch =>
  (input, init) =>
    wait({ input: input instanceof URL ? input.href : input, method: init?.method }, () =>
      caeFetch(input, init),
    )
