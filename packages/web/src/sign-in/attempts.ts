import { CryptoProvider } from '@azure/msal-node'
import { authorityOf } from '@caefetch/core/msal'
import type { Plan } from '../options.ts'
import { clearCookie, readCookies, setCookie } from '../request/cookies.ts'
import type { Incoming } from '../request/incoming.ts'
import { redirect } from '../request/redirect.ts'
import type { MsalApps } from '../sessions/msal-app.ts'
import type { Session } from '../sessions/session.ts'
import { randomId } from '../sessions/sessions.ts'
import type { SessionStore } from '../sessions/store.ts'
import type { StepUp } from '../step-up/step-ups.ts'

/** What a journey to Entra and back is for. */
export interface Attempt {
  readonly verifier: string
  readonly nonce: string
  /** When it began, in milliseconds since the epoch. */
  readonly at: number
  readonly scopes: readonly string[]
  readonly claims?: string
  readonly returnTo: string
  /** Whether it runs in a window that is to close. */
  readonly isPopup: boolean
  /** How often in a row the session was not there just after the sign-in. */
  readonly lost: number
  /** What the session is stepped up for; undefined for a sign-in. */
  readonly stepUp?: { readonly id: string; readonly visitId: string; readonly step: StepUp }
}

/** How an attempt begins. */
export interface Departure extends Pick<Attempt, 'scopes' | 'returnTo'> {
  readonly claims?: string | undefined
  readonly isPopup?: boolean
  readonly lost?: number
  readonly stepUp?: Attempt['stepUp'] | undefined
  readonly session?: Session | undefined
  readonly loginHint?: string | undefined
  readonly prompt?: string | undefined
}

/** The ways to Entra that browsers are on. */
export interface Attempts {
  /** Sends the browser to Entra. */
  begin(incoming: Incoming, departure: Departure): Promise<Response>
  /** The attempt that this browser comes back from; once. */
  finish(incoming: Incoming, state: string): Promise<Attempt | undefined>
  /** What makes the browser forget the attempt. */
  clear(state: string): string
}

/** How long a person may take at Entra, in milliseconds. */
const attemptLifetime = 600_000

/** Of so many at once in one browser, in tabs and given up, the latest are kept. */
const mostAttempts = 8

/**
 * Each attempt has a cookie of its own, which holds what its `state` is bound to this browser by: tabs do
 * not disturb each other, and a callback that somebody else began finds none.
 *
 * @see [RFC 9700 §2.1](https://www.rfc-editor.org/rfc/rfc9700#section-2.1)
 */
export function createAttempts(plan: Plan, apps: MsalApps, store: SessionStore): Attempts {
  const crypto = new CryptoProvider()
  const app = apps.create()
  const prefix = `${plan.cookie}.`
  const keyOf = (state: string, binding: string) => `attempt:${state}.${binding}`

  return {
    async begin(incoming, departure) {
      const { scopes, returnTo, claims, session, loginHint, prompt, stepUp } = departure
      const { verifier, challenge } = await crypto.generatePkceCodes()
      const [state, nonce, binding] = [randomId(), randomId(), randomId()]
      const attempt: Attempt = {
        verifier,
        nonce,
        at: Date.now(),
        scopes,
        returnTo,
        isPopup: departure.isPopup ?? false,
        lost: departure.lost ?? 0,
        ...(claims && { claims }),
        ...(stepUp && { stepUp }),
      }
      await store.set(keyOf(state, binding), JSON.stringify(attempt), attemptLifetime)
      const hint = session?.account.username ?? loginHint
      const location = await app.getAuthCodeUrl({
        scopes: [...scopes],
        redirectUri: plan.redirectUri.href,
        state,
        nonce,
        codeChallenge: challenge,
        codeChallengeMethod: 'S256',
        responseMode: 'query',
        ...(claims && { claims }),
        ...(hint && { loginHint: hint }),
        ...(prompt && { prompt }),
        ...authorityOf(session?.account, apps.authority),
      })
      const pending = readCookies(incoming, prefix)
      const given = pending.slice(0, Math.max(0, pending.length - mostAttempts + 1))
      return redirect(
        location,
        setCookie(prefix + state, binding, attemptLifetime / 1000),
        ...given.map(([name]) => clearCookie(name)),
      )
    },
    async finish(incoming, state) {
      const name = prefix + state
      const [, binding] = readCookies(incoming, name).find(([each]) => each === name) ?? []
      const text = binding && (await store.take(keyOf(state, binding)))
      return text ? JSON.parse(text) : undefined
    },
    clear: (state) => clearCookie(prefix + state),
  }
}
