import type { AuthenticationResult } from '@azure/msal-browser'
import { authContext, InteractionRequiredError, ReauthenticationError } from '@caefetch/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { account, failed, result } from '../msal.fixture.ts'
import { isTurnTaken, scene } from './ask-user.fixture.ts'
import { pendingAfterRedirect } from './pending.ts'

const claims = authContext('c1')
const ada = account('ada')
const never = new Promise<never>(() => {})

beforeEach(() => localStorage.clear())
afterEach(() => {
  vi.unstubAllGlobals()
  Reflect.deleteProperty(document, 'visibilityState')
})

function look(state: 'visible' | 'hidden') {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: state })
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('a popup', () => {
  it('opens at once after a click, with all that is asked for by then', async () => {
    const { askUser, prompt, acquireTokenPopup, reports } = scene()
    expect(await askUser('popup', claims)).toMatchObject({ token: 't1' })
    expect(prompt).not.toHaveBeenCalled()
    expect(acquireTokenPopup.mock.calls).toEqual([
      [
        {
          scopes: ['orders.read'],
          claims: JSON.stringify(claims),
          account: ada,
          loginHint: 'ada@contoso.test',
        },
      ],
    ])
    expect(reports).toEqual(['popup started', 'popup succeeded'])
  })

  it('is of the tenant where the account is a guest', async () => {
    const [home, abroad] = ['a', 'b'].map((end) => `00000000-0000-4000-8000-00000000000${end}`)
    const guest = { ...account('ada', abroad), homeAccountId: `oid.${home}` }
    const { askUser, acquireTokenPopup } = scene({
      of: guest,
      popups: [result('abroad', guest)],
      auth: { authority: `https://login.microsoftonline.com/${home}` },
    })
    expect(await askUser()).toMatchObject({ token: 'abroad' })
    expect(acquireTokenPopup.mock.calls).toMatchObject([
      [{ account: guest, authority: `https://login.microsoftonline.com/${abroad}` }],
    ])
  })

  it('waits for a click when there was none of late', async () => {
    const { askUser, prompt, reports } = scene({ isUserActive: false })
    await askUser()
    expect(prompt.mock.calls).toMatchObject([[{ reason: 'needed', isSignedIn: true }]])
    expect(reports).toEqual([
      'dialog started',
      'dialog succeeded',
      'popup started',
      'popup succeeded',
    ])
  })

  it('is a sign-in for who is not signed in', async () => {
    const { askUser, prompt, acquireTokenPopup } = scene({ isUserActive: false, of: undefined })
    await askUser()
    expect(prompt.mock.calls).toMatchObject([[{ isSignedIn: false }]])
    expect(acquireTokenPopup.mock.calls).toEqual([[{ scopes: ['orders.read'] }]])
  })

  it('waits for a click in WebKit, whatever it says of the last one', async () => {
    const { askUser, prompt } = scene({ vendor: 'Apple Computer, Inc.' })
    await askUser()
    expect(prompt).toHaveBeenCalledOnce()
  })

  it('opens with nothing but promises between the click and it', async () => {
    let clicked = (_: boolean) => {}
    const { askUser, prompt, acquireTokenPopup } = scene({
      vendor: 'Apple Computer, Inc.',
      prompt: () => new Promise((resolve) => (clicked = resolve)),
    })
    const asked = askUser('popup', claims)
    await vi.waitFor(() => expect(prompt).toHaveBeenCalled())
    clicked(true)
    for (let microtasks = 0; microtasks < 20; microtasks++) await Promise.resolve()
    expect(acquireTokenPopup).toHaveBeenCalledOnce()
    await asked
  })

  it.each(['popup_window_error', 'empty_window_error'])(
    'that the browser blocks (%s) is opened again after a click, and from then on after one',
    async (code) => {
      const { askUser, prompt, acquireTokenPopup, reports } = scene({ popups: [failed(code)] })
      await askUser()
      expect(prompt.mock.calls).toMatchObject([[{ reason: 'blocked' }]])
      expect(reports).toContain('popup_blocked')
      expect(acquireTokenPopup).toHaveBeenCalledTimes(2)
      await askUser()
      expect(prompt.mock.calls[1]).toMatchObject([{ reason: 'needed' }])
    },
  )

  it('that is blocked even so fails', async () => {
    const blocked = () => failed('popup_window_error')
    const { askUser, acquireTokenPopup } = scene({ popups: [blocked(), blocked()] })
    await expect(askUser()).rejects.toThrow('popup_window_error')
    expect(acquireTokenPopup).toHaveBeenCalledTimes(2)
  })

  it('whose page for answers is missing, or this one, is told of', async () => {
    const missing = scene({ popups: [failed('timed_out')] })
    await expect(missing.askUser()).rejects.toBeInstanceOf(InteractionRequiredError)
    expect(missing.reports).toContain('redirect_bridge_missing')
    expect(missing.reports).not.toContain('redirect_bridge_is_app')
    const here = scene({ auth: { redirectUri: location.href } })
    await here.askUser('popup', claims)
    expect(here.reports[0]).toBe('redirect_bridge_is_app')
    const byDefault = scene({ auth: { redirectUri: '' } })
    await byDefault.askUser('popup', claims)
    expect(byDefault.reports[0]).toBe('redirect_bridge_is_app')
  })

  it('in which somebody else signs in gives nobody a token', async () => {
    const { askUser } = scene({ popups: [result('t', account('grace'))] })
    await expect(askUser()).rejects.toThrow('Another user has signed in')
  })
})

describe('a user who turns away', () => {
  it.each(['user_cancelled', 'access_denied', 'timed_out'])(
    'in the popup (%s) is not asked for that again, until they act',
    async (code) => {
      const { askUser, acquireTokenPopup, acts } = scene({ popups: [failed(code)] })
      await expect(askUser('popup', claims)).rejects.toThrow('did not confirm')
      await expect(askUser('popup', claims)).rejects.toThrow('have not acted since')
      expect(acquireTokenPopup).toHaveBeenCalledOnce()
      await askUser('popup', authContext('c2'))
      acts.at = Date.now() + 1
      await askUser('popup', claims)
      expect(acquireTokenPopup).toHaveBeenCalledTimes(3)
    },
  )

  it('in the dialog sees no popup', async () => {
    const { askUser, acquireTokenPopup, reports } = scene({
      isUserActive: false,
      prompt: async () => false,
    })
    await expect(askUser()).rejects.toBeInstanceOf(InteractionRequiredError)
    expect(acquireTokenPopup).not.toHaveBeenCalled()
    expect(reports).toEqual(['dialog started', 'dialog failed'])
    await expect(askUser()).rejects.toThrow('have not acted since')
  })

  it('is taken for nobody whom no call waits for any more', async () => {
    const controller = new AbortController()
    const { askUser, acquireTokenPopup } = scene({
      isUserActive: false,
      prompt: ({ signal }) =>
        new Promise((resolve) => signal?.addEventListener('abort', () => resolve(false))),
    })
    const asked = askUser('popup', claims, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
    const next = scene()
    await next.askUser('popup', claims)
    expect(acquireTokenPopup).not.toHaveBeenCalled()
  })

  it('is no prompt that fails', async () => {
    const { askUser } = scene({
      isUserActive: false,
      prompt: async () => {
        throw new Error('broken')
      },
    })
    const error = await askUser().catch((error) => error)
    expect(error).toBeInstanceOf(InteractionRequiredError)
    expect(error.message).toContain('prompt')
    expect(error.cause.message).toBe('broken')
  })
})

describe('what somebody else has brought', () => {
  it('is taken from another tab, and the user is not asked', async () => {
    const later = { token: 'later', fromCache: true }
    const { askUser, acquireTokenPopup, tokens } = scene({ later })
    expect(await askUser('popup', claims, { rejectedToken: 'rejected' })).toBe(later)
    expect(tokens.laterToken.mock.calls).toMatchObject([
      [{ claims, rejectedToken: 'rejected' }, true],
    ])
    expect(acquireTokenPopup).not.toHaveBeenCalled()
  })

  it('is looked for silently after another question has been answered', async () => {
    const popup = Promise.withResolvers<ReturnType<typeof result>>()
    const { askUser, acquireTokenPopup, acquire } = scene({ popups: [popup.promise] })
    acquire.mockResolvedValueOnce({ token: 'silent' })
    const first = askUser('popup', claims)
    await vi.waitFor(() => expect(acquireTokenPopup).toHaveBeenCalled())
    const c2 = authContext('c2')
    const second = askUser('popup', c2)
    popup.resolve(result('answered'))
    expect(await first).toMatchObject({ token: 'answered' })
    expect(await second).toMatchObject({ token: 'silent' })
    expect(acquire.mock.calls).toMatchObject([[{ claims: c2 }, { claims: JSON.stringify(c2) }]])
    expect(acquireTokenPopup).toHaveBeenCalledOnce()
  })

  it('is waited for where the application has a popup open, without holding up other tabs', async () => {
    const { askUser, acquireTokenPopup, acquire, state } = scene()
    state.emit('msal:acquireTokenStart', 'popup')
    acquire.mockResolvedValueOnce({ token: 'silent' })
    const asked = askUser('popup', claims)
    expect(await isTurnTaken()).toBe(false)
    state.emit('msal:acquireTokenSuccess', 'popup')
    expect(await asked).toMatchObject({ token: 'silent' })
    expect(acquireTokenPopup).not.toHaveBeenCalled()
  })

  it('is waited for where such a popup opens while the user is asked', async () => {
    const { askUser, acquireTokenPopup, state } = scene({
      popups: [failed('interaction_in_progress')],
      isUserActive: false,
      prompt: async () => {
        if (!acquireTokenPopup.mock.calls.length) state.emit('msal:acquireTokenStart', 'popup')
        return true
      },
    })
    const asked = askUser('popup', claims)
    await vi.waitFor(() => expect(acquireTokenPopup).toHaveBeenCalledOnce())
    await vi.waitFor(async () => expect(await isTurnTaken()).toBe(false))
    state.emit('msal:acquireTokenFailure', 'popup')
    // It has not helped, and the user is asked again.
    expect(await asked).toMatchObject({ token: 't1' })
    expect(acquireTokenPopup).toHaveBeenCalledTimes(2)
  })

  it('is not waited for where MSAL never tells of its end', async () => {
    const { askUser } = scene({ popups: [failed('interaction_in_progress')] })
    const error = await askUser().catch((error) => error)
    expect(error).toBeInstanceOf(InteractionRequiredError)
    expect(error.message).toContain('another sign-in is under way')
    expect(error.cause.message).toBe('interaction_in_progress')
  })
})

describe('a tab that is hidden', () => {
  it('takes its dialog away, and shows it again when it is seen', async () => {
    let isShown = 0
    const { askUser, prompt } = scene({
      isUserActive: false,
      prompt: ({ signal }) =>
        ++isShown > 1
          ? Promise.resolve(true)
          : new Promise((resolve) => signal?.addEventListener('abort', () => resolve(false))),
    })
    const asked = askUser('popup', claims)
    await vi.waitFor(() => expect(prompt).toHaveBeenCalledOnce())
    look('hidden')
    await vi.waitFor(async () => expect(await isTurnTaken()).toBe(false))
    look('visible')
    // It was no refusal of the user's.
    expect(await asked).toMatchObject({ token: 't1' })
    expect(prompt).toHaveBeenCalledTimes(2)
  })

  it('keeps its turn while its popup is open', async () => {
    const answer = Promise.withResolvers<ReturnType<typeof result>>()
    const { askUser, acquireTokenPopup } = scene({ popups: [answer.promise] })
    const asked = askUser('popup', claims)
    await vi.waitFor(() => expect(acquireTokenPopup).toHaveBeenCalled())
    look('hidden')
    answer.resolve(result('answered'))
    expect(await asked).toMatchObject({ token: 'answered' })
    expect(acquireTokenPopup).toHaveBeenCalledOnce()
  })

  it('lets the application’s own way go on, and does not begin it twice', async () => {
    const answer = Promise.withResolvers<AuthenticationResult>()
    const own = vi.fn(() => answer.promise)
    const { askUser } = scene()
    const asked = askUser(own, claims)
    await vi.waitFor(() => expect(own).toHaveBeenCalled())
    look('hidden')
    await vi.waitFor(async () => expect(await isTurnTaken()).toBe(false))
    answer.resolve(result('answered') as AuthenticationResult)
    look('visible')
    expect(await asked).toMatchObject({ token: 'answered' })
    expect(own).toHaveBeenCalledOnce()
  })
})

describe('other ways', () => {
  it('are the application’s own', async () => {
    const { askUser, msal, reports } = scene({ isUserActive: false })
    const own = vi.fn(async () => null)
    await expect(askUser(own, claims)).rejects.toBeInstanceOf(ReauthenticationError)
    expect(own.mock.calls).toMatchObject([[msal, { claims: JSON.stringify(claims) }]])
    expect(reports).toEqual(['custom started', 'custom succeeded'])
  })

  it('may be declined as well', async () => {
    const { askUser } = scene()
    const own = () => Promise.reject(failed('user_cancelled'))
    await expect(askUser(own, claims)).rejects.toBeInstanceOf(InteractionRequiredError)
    await expect(askUser(own, claims)).rejects.toThrow('have not acted since')
  })

  it('leave the page, after noting what was waiting', async () => {
    const { askUser, acquireTokenRedirect, reports } = scene({ isUserActive: false })
    acquireTokenRedirect.mockReturnValue(never)
    const asked = askUser('redirect', claims)
    await vi.waitFor(() => expect(acquireTokenRedirect).toHaveBeenCalledOnce())
    expect(pendingAfterRedirect()).toEqual([{ method: 'GET', url: 'https://api.contoso.com/' }])
    // Back from the back/forward cache: nobody has answered.
    look('hidden')
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    await expect(asked).rejects.toBeInstanceOf(InteractionRequiredError)
    expect(reports).toEqual(['redirect started', 'redirect failed'])
  })

  it('are refused by name where there is no such way', async () => {
    const { askUser } = scene()
    const asked = Reflect.apply(askUser, undefined, ['telepathy'])
    await expect(asked).rejects.toThrow('cae.interaction must be "popup"')
  })
})
