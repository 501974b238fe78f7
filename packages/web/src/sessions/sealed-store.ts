import { SessionsUnavailableError } from '../errors.ts'
import { hash, type Seal } from './seal.ts'
import type { SessionStore } from './store.ts'

/**
 * A store that lies outside of the process: its values are sealed, each for its key, and its keys hold
 * nothing that can be read. A value that does not open is none.
 */
export function createSealedStore(store: SessionStore, seal: Seal): SessionStore {
  const open = async (key: string, sealed: string | undefined): Promise<string | undefined> => {
    const value = sealed === undefined ? undefined : await seal.open(sealed, key)
    return typeof value === 'string' ? value : undefined
  }
  return {
    async get(key, lifetime) {
      const value = await answer(() => store.get(nameOf(key), lifetime))
      return isNumber(key) ? value : open(key, value)
    },
    async set(key, value, lifetime, isUpdate) {
      // Its time is that of the store: a value that is prolonged when it is read must not end by its seal.
      const sealed = await seal.close(value, key, 0)
      await answer(() => store.set(nameOf(key), sealed, lifetime, isUpdate))
    },
    take: async (key) => open(key, await answer(() => store.take(nameOf(key)))),
    raise: (key, value, lifetime) => answer(() => store.raise(nameOf(key), value, lifetime)),
  }
}

/** @throws {@link SessionsUnavailableError} for whatever the store rejects with. */
async function answer<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw new SessionsUnavailableError('The store of the sessions does not answer.', { cause })
  }
}

/** When sessions were ended is compared by the store itself. */
const isNumber = (key: string): boolean => key.startsWith('ended:')

const nameOf = (key: string): string => `${key.slice(0, key.indexOf(':'))}:${hash(key)}`
