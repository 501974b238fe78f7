import type { IPublicClientApplication } from '@azure/msal-browser'
import { InteractionRequiredError } from '@caefetch/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Prompt } from '../prompt/prompt.ts'
import { askUser, type Means } from './ask-user.ts'
import { pendingAfterRedirect } from './pending.ts'

const failed = (errorCode: string) => Object.assign(new Error(errorCode), { errorCode })
const request = { scopes: ['a'], claims: '{}' }
const result = { accessToken: 't' }

afterEach(() => vi.unstubAllGlobals())

/** The user's side, and an MSAL of which each popup ends as told. */
function scene(options: { active: boolean; prompt?: Prompt; popups?: unknown[] }) {
  const { active, prompt = async () => true, popups = [] } = options
  vi.stubGlobal('navigator', { userActivation: { isActive: active } })
  const acquireTokenPopup = vi.fn(async () => {
    const outcome = popups.shift() ?? result
    if (outcome instanceof Error) throw outcome
    return outcome
  })
  const acquireTokenRedirect = vi.fn(async () => {})
  const getConfiguration = () => ({ auth: { redirectUri: '/auth.html' } })
  const msal: unknown = { acquireTokenPopup, acquireTokenRedirect, getConfiguration }
  const means = {
    msal: msal as IPublicClientApplication,
    prompt: vi.fn(prompt),
    cooldown: { start: vi.fn(), isOn: vi.fn(() => false) },
    waiting: [{ method: 'GET', url: 'https://api.contoso.com/?secret' }],
    diagnostics: { popupBlocked: vi.fn(), noAnswer: vi.fn(), beforePopup: vi.fn() },
  } satisfies Means
  return { means, acquireTokenPopup, acquireTokenRedirect }
}

describe('a popup', () => {
  it('opens at once after a click', async () => {
    const { means, acquireTokenPopup } = scene({ active: true })
    expect(await askUser(means, 'popup', request, undefined)).toBe(result)
    expect(means.prompt).not.toHaveBeenCalled()
    expect(acquireTokenPopup).toHaveBeenCalledExactlyOnceWith(request)
  })

  it('waits for a click when there was none of late', async () => {
    const { means } = scene({ active: false })
    expect(await askUser(means, 'popup', request, undefined)).toBe(result)
    expect(means.prompt.mock.calls).toEqual([[{ reason: 'needed', signal: undefined }]])
  })

  it.each(['popup_window_error', 'empty_window_error'])(
    'that the browser blocks (%s) is opened again after a click',
    async (code) => {
      const { means, acquireTokenPopup } = scene({ active: true, popups: [failed(code)] })
      expect(await askUser(means, 'popup', request, undefined)).toBe(result)
      expect(means.prompt.mock.calls).toEqual([[{ reason: 'blocked', signal: undefined }]])
      expect(means.diagnostics.popupBlocked).toHaveBeenCalledOnce()
      expect(acquireTokenPopup).toHaveBeenCalledTimes(2)
    },
  )

  it('that is blocked even so fails', async () => {
    const blocked = [failed('popup_window_error'), failed('popup_window_error')]
    const { means } = scene({ active: true, popups: [...blocked] })
    await expect(askUser(means, 'popup', request, undefined)).rejects.toBe(blocked[1])
  })

  it('that gives no answer is diagnosed', async () => {
    const { means } = scene({ active: true, popups: [failed('timed_out')] })
    const asked = askUser(means, 'popup', request, undefined)
    await expect(asked).rejects.toBeInstanceOf(InteractionRequiredError)
    expect(means.diagnostics.noAnswer).toHaveBeenCalledOnce()
  })

  it.each(['user_cancelled', 'access_denied', 'timed_out'])(
    'that the user turns down (%s) starts the cooldown of that user’s challenge',
    async (code) => {
      const { means } = scene({ active: true, popups: [failed(code)] })
      const asked = askUser(means, 'popup', { ...request, loginHint: 'mia' }, undefined)
      await expect(asked).rejects.toBeInstanceOf(InteractionRequiredError)
      expect(means.cooldown.start).toHaveBeenCalledExactlyOnceWith('mia,{}')
    },
  )

  it('is not opened when the prompt is declined', async () => {
    const { means, acquireTokenPopup } = scene({ active: false, prompt: async () => false })
    const asked = askUser(means, 'popup', request, undefined)
    await expect(asked).rejects.toBeInstanceOf(InteractionRequiredError)
    expect(acquireTokenPopup).not.toHaveBeenCalled()
    expect(means.cooldown.start).toHaveBeenCalledOnce()
  })

  it('that nobody waits for any more is no decision of the user', async () => {
    const { means } = scene({ active: false, prompt: async () => false })
    const signal = AbortSignal.abort()
    await expect(askUser(means, 'popup', request, signal)).rejects.toBeInstanceOf(Error)
    expect(means.cooldown.start).not.toHaveBeenCalled()
  })

  it('is not offered during the cooldown', async () => {
    const { means, acquireTokenPopup } = scene({ active: true })
    means.cooldown.isOn.mockReturnValue(true)
    const asked = askUser(means, 'popup', request, undefined)
    await expect(asked).rejects.toThrow('have not acted since')
    expect(acquireTokenPopup).not.toHaveBeenCalled()
  })
})

describe('other ways', () => {
  it('are the application’s own', async () => {
    const { means } = scene({ active: false })
    const own = vi.fn(async () => null)
    expect(await askUser(means, own, request, undefined)).toBeNull()
    expect(own).toHaveBeenCalledExactlyOnceWith(means.msal, request)
  })

  it('leave the page, after noting what was waiting', async () => {
    const { means, acquireTokenRedirect } = scene({ active: false })
    const asked = askUser(means, 'redirect', request, undefined)
    expect(acquireTokenRedirect).toHaveBeenCalledExactlyOnceWith(request)
    expect(pendingAfterRedirect()).toEqual([{ method: 'GET', url: 'https://api.contoso.com/' }])
    // Back from the back/forward cache: nobody has answered.
    await acquireTokenRedirect.mock.results[0]?.value
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    await expect(asked).rejects.toBeInstanceOf(InteractionRequiredError)
  })
})
