import type { EventType, IPublicClientApplication } from '@azure/msal-browser'
import { untilAborted } from '../tabs/until-aborted.ts'

/** The popups that the application opens by itself: MSAL allows one at a time in a page. */
export interface OwnPopups {
  isOpen(): boolean
  /** Waits until none is open; tells whether one was. */
  ended(signal: AbortSignal | undefined): Promise<boolean>
}

const starts: EventType[] = ['msal:acquireTokenStart', 'msal:logoutStart']
const ends: EventType[] = ['msal:acquireTokenSuccess', 'msal:acquireTokenFailure', 'msal:logoutEnd']

/** Follows MSAL's events. Of a redirect nobody waits for the end: it leaves the page, or the user stays. */
export function watchOwnPopups(msal: IPublicClientApplication): OwnPopups {
  let isOpen = false
  let waiting: (() => void)[] = []
  msal.addEventCallback(
    ({ eventType, interactionType }) => {
      if (interactionType !== 'popup') return
      isOpen = starts.includes(eventType)
      if (isOpen) return
      for (const resolve of waiting) resolve()
      waiting = []
    },
    [...starts, ...ends],
  )
  return {
    isOpen: () => isOpen,
    async ended(signal) {
      if (!isOpen) return false
      await untilAborted(new Promise<void>((resolve) => waiting.push(resolve)), signal)
      // MSAL tells of the end a moment before it allows the next popup.
      await new Promise((resolve) => setTimeout(resolve))
      return true
    },
  }
}
