import type { AccessToken, TokenRequest, UserQuestion } from '@caefetch/core'
import { InteractionRequiredError } from '@caefetch/core'
import { claimsMember } from '@caefetch/core/msal'
import type { Challenges, UserSide } from './challenges.ts'

/** What answers challenges, which is loaded when the first one comes: most pages meet none. */
export function lazyChallenges(user: UserSide): Challenges {
  let loading: Promise<Challenges> | undefined
  function load(): Promise<Challenges> {
    loading ??= import('./challenges.ts').then(
      ({ createChallenges }) => createChallenges(user),
      (cause) => {
        loading = undefined
        throw new InteractionRequiredError(notLoaded, { cause })
      },
    )
    return loading
  }
  return {
    async getToken(request: TokenRequest): Promise<AccessToken> {
      const challenges = await load().catch(() => undefined)
      // A page that has outlived its files gets its tokens all the same, in each tab for itself.
      if (!challenges) return user.acquire(request, claimsMember(request.claims))
      return challenges.getToken(request)
    },
    askUser: async (question: UserQuestion) => (await load()).askUser(question),
  }
}

const notLoaded =
  'A part of this application could not be loaded, and so the user cannot be asked: reload the page.'
