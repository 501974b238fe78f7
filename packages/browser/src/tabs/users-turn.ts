import { oneAtATime } from './one-at-a-time.ts'
import { untilAborted } from './until-aborted.ts'

/** The user's attention, which one tab has at a time. */
export interface Turn {
  /** Whether somebody else had it, or may have had it, while this tab waited. */
  hasWaited: boolean
  /** Aborts when no call waits any more, and when the page is hidden, unless the turn is kept then. */
  signal: AbortSignal
  /** Says whether the turn outlives that the page is hidden, as it does while a popup is open. */
  keep(isKept: boolean): void
}

const hidden = new Error('The page is hidden.')

/**
 * Runs while the tab has the user's attention: a tab that the user does not see asks nothing, and gives
 * up its turn when it is hidden before it has shown more than a dialog; then it takes another one once it
 * is seen again. So the tab that the user is in can always ask.
 */
export async function usersTurn<T>(
  signal: AbortSignal | undefined,
  run: (turn: Turn) => Promise<T>,
): Promise<T> {
  for (let hasWaited = isHidden(); ; hasWaited = true) {
    await untilVisible(signal)
    const controller = new AbortController()
    let isKept = false
    const abort = () => controller.abort(signal?.reason)
    const giveUp = () => {
      if (isHidden() && !isKept) controller.abort(hidden)
    }
    const keep = (kept: boolean) => {
      isKept = kept
      giveUp()
    }
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort)
    onVisibilityChange('addEventListener', giveUp)
    try {
      return await oneAtATime('caefetch.user', controller.signal, (others) =>
        run({ hasWaited: hasWaited || others, signal: controller.signal, keep }),
      )
    } catch (error) {
      if (controller.signal.reason !== hidden) throw error
    } finally {
      signal?.removeEventListener('abort', abort)
      onVisibilityChange('removeEventListener', giveUp)
    }
  }
}

async function untilVisible(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  if (!isHidden()) return
  let notice = () => {}
  const visible = new Promise<void>((resolve) => {
    notice = () => {
      if (!isHidden()) resolve()
    }
  })
  onVisibilityChange('addEventListener', notice)
  await untilAborted(visible, signal).finally(() =>
    onVisibilityChange('removeEventListener', notice),
  )
}

// A worker has no document, and is as good as seen.
const isHidden = (): boolean => globalThis.document?.visibilityState === 'hidden'

const onVisibilityChange = (
  method: 'addEventListener' | 'removeEventListener',
  listener: () => void,
): void => globalThis.document?.[method]('visibilitychange', listener)
