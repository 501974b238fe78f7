import { type AccessToken, InteractionRequiredError, type UserQuestion } from '@caefetch/core'
import type { UserSide } from './ask-user.ts'

type AskUser = (question: UserQuestion) => Promise<AccessToken>

/** What asks the user, which is loaded when it may be needed: most pages never ask. */
export interface LazyAskUser {
  /** Begins to load it. */
  load(): void
  askUser: AskUser
}

export function lazyAskUser(user: UserSide): LazyAskUser {
  let loading: Promise<AskUser> | undefined
  function load(): Promise<AskUser> {
    loading ??= import('./ask-user.ts').then(
      ({ createAskUser }) => createAskUser(user),
      (cause) => {
        loading = undefined
        throw new InteractionRequiredError(notLoaded, { cause })
      },
    )
    return loading
  }
  return {
    load: () => void load().catch(() => {}),
    askUser: async (question) => (await load())(question),
  }
}

const notLoaded =
  'A part of this application could not be loaded, and so the user cannot be asked: reload the page.'
