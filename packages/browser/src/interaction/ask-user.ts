import type { AuthenticationResult, IPublicClientApplication } from '@azure/msal-browser'
import { type AccessToken, InteractionRequiredError, type UserQuestion } from '@caefetch/core'
import {
  accountIdOf,
  authorityOf,
  claimsMember,
  reportInteraction,
  toAccessToken,
} from '@caefetch/core/msal'
import type { Accounts } from '../account/accounts.ts'
import type { InteractionRequest } from '../options.ts'
import { type BrowserSettings, readInteraction } from '../read-options.ts'
import { untilAborted } from '../tabs/until-aborted.ts'
import { type Turn, usersTurn } from '../tabs/users-turn.ts'
import type { Acquire } from '../tokens/acquire.ts'
import type { ClaimsTokens } from '../tokens/claims-tokens.ts'
import { demandsOf } from './demands.ts'
import { cancelled, codeOf, isDecline } from './outcomes.ts'
import type { OwnPopups } from './own-popups.ts'
import { savePending, type WaitingCall } from './pending.ts'
import { createPopup } from './popup.ts'
import { leave } from './redirect.ts'
import { createRefusals } from './refusals.ts'

/** What asking the user takes, besides the question. */
export interface UserSide {
  msal: IPublicClientApplication
  settings: Pick<BrowserSettings, 'prompt' | 'cooldown'>
  accounts: Pick<Accounts, 'accountOf'>
  ownPopups: OwnPopups
  acquire: Acquire
  tokens: Pick<ClaimsTokens, 'laterToken' | 'shared'>
  /** When the user last acted on this page. */
  actedAt(): number
  /** The calls that wait now. */
  waiting: Iterable<WaitingCall>
}

/** How long a silent request may hold up a question, in milliseconds. */
const silentTimeout = 10_000

/** Asks the user for a token, one tab at a time. Rejects with InteractionRequiredError when they decline. */
export function createAskUser(user: UserSide): (question: UserQuestion) => Promise<AccessToken> {
  const { msal, settings, accounts, acquire, ownPopups, tokens } = user
  const { clientId, authority } = msal.getConfiguration().auth
  const refusals = createRefusals(settings.cooldown, clientId, user.actedAt)
  const popup = createPopup(msal, settings.prompt)

  /** What another tab, or a popup of the application's own, has brought for this question too. */
  async function tokenOfOthers(
    question: UserQuestion,
    { hasWaited, signal }: Turn,
    hasPopupEnded: boolean,
  ): Promise<AccessToken | undefined> {
    const { claims } = question
    const later = await tokens.laterToken(question, true)
    if (later || !(hasWaited || hasPopupEnded)) return later
    const bound = AbortSignal.timeout(silentTimeout)
    const token = acquire({ ...question, signal: bound }, claimsMember(claims))
    return untilAborted(untilAborted(token, bound), signal).catch(() => undefined)
  }

  return async function askUser(question) {
    const { signal } = question
    const interaction = readInteraction('cae.interaction', question.interaction)
    /** The application's own way to ask goes on while the page is hidden, and is not begun again. */
    let custom: Promise<AuthenticationResult | null> | undefined

    async function show(turn: Turn): Promise<AccessToken> {
      const account = accounts.accountOf(question)
      const takeRequest = (): InteractionRequest => ({
        scopes: [...question.scopes],
        ...claimsMember(question.takeClaims()),
        ...(account && { account, loginHint: account.username }),
        ...authorityOf(account, authority),
      })
      let result: AuthenticationResult | null
      if (typeof interaction === 'function') {
        custom ??= reportInteraction(question, 'custom', () => interaction(msal, takeRequest()))
        result = await untilAborted(custom, turn.signal)
      } else if (interaction === 'redirect') {
        turn.keep(true)
        savePending(user.waiting)
        result = await reportInteraction(question, 'redirect', async () => {
          await leave(msal, takeRequest())
          throw cancelled()
        })
      } else {
        result = await popup(question, turn, account !== undefined, takeRequest)
      }
      const token = toAccessToken(result)
      if (!account || token.accountId === accountIdOf(account)) return token
      throw new InteractionRequiredError(otherUser)
    }

    /** Undefined where a popup of the application's own was in the way. */
    async function ask(turn: Turn, hasPopupEnded: boolean): Promise<AccessToken | undefined> {
      if (await refusals.include(demandsOf(question, question.claims))) {
        throw new InteractionRequiredError(declinedBefore)
      }
      const token = await tokenOfOthers(question, turn, hasPopupEnded)
      turn.signal.throwIfAborted()
      if (token) return token
      void tokens.shared?.tellUnmet(question, true)
      try {
        const token = await show(turn)
        await tokens.shared?.tell(question, token.token)
        return token
      } catch (cause) {
        if (codeOf(cause) === 'interaction_in_progress') {
          custom = undefined
          if (ownPopups.isOpen()) return undefined
          throw new InteractionRequiredError(otherInteraction, { cause })
        }
        if (!isDecline(cause)) throw cause
        await refusals.note(demandsOf(question, question.takeClaims()))
        throw new InteractionRequiredError(declined, { cause })
      }
    }

    try {
      while (true) {
        const hasPopupEnded = await ownPopups.ended(signal)
        const token = await usersTurn(signal, (turn) => ask(turn, hasPopupEnded))
        if (token) return token
      }
    } finally {
      tokens.shared?.takeBackUnmet(question)
    }
  }
}

const declined = 'The user did not confirm their sign-in.'
const declinedBefore = `${declined} They have not acted since.`
const otherUser = 'Another user has signed in than the one whose token was needed.'
const otherInteraction =
  'MSAL says that another sign-in is under way in this tab. When it has ended, repeat the call.'
