/** Remembers what the user declined, so that they are not asked again and again. */
export interface Cooldown {
  start(challenge: string): void
  /** Whether the challenge was declined a short while ago, and the user has done nothing since. */
  isOn(challenge: string): boolean
}

/** A click counts for about five seconds, the one on “Cancel” too: only later ones are a change of mind. */
const activationLifetime = 5000

export function createCooldown(duration: number): Cooldown {
  const declined = new Map<string, number>()
  return {
    start(challenge) {
      declined.set(challenge, Date.now())
    },
    isOn(challenge) {
      const age = Date.now() - (declined.get(challenge) ?? Number.NEGATIVE_INFINITY)
      const hasActed = age > activationLifetime && isUserActive()
      if (age < duration && !hasActed) return true
      declined.delete(challenge)
      return false
    },
  }
}

/** Whether the user did something just now, so that a popup is allowed. Unknown counts as yes. */
export const isUserActive = (): boolean => navigator.userActivation?.isActive ?? true
