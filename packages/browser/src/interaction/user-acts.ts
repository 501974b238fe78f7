/** Notes when the user last clicked or pressed a key on this page; Escape is a way out, and no wish. */
export function watchUserActs(): () => number {
  let actedAt = 0
  const note = (event: Event): void => {
    const isEscape = 'key' in event && event.key === 'Escape'
    if (event.isTrusted && !isEscape) actedAt = Date.now()
  }
  // In the capturing phase, so that it is known before the click has its effect.
  for (const type of ['click', 'keydown']) globalThis.addEventListener?.(type, note, true)
  return () => actedAt
}

/** Whether the user did something just now, so that a popup is allowed. Unknown counts as yes. */
export const isUserActive = (): boolean => navigator.userActivation?.isActive ?? true
