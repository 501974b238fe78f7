/** Remembers what the user declined, in all tabs, so that they are not asked again and again. */
export interface Cooldown {
  start(challenge: string): void
  /** Whether the challenge was declined a short while ago, and the user has done nothing since. */
  isOn(challenge: string): boolean
}

/** A click counts for about five seconds, the one on “Cancel” too: only later ones are a change of mind. */
const activationLifetime = 5000

const key = 'caefetch.declined'

export function createCooldown(duration: number): Cooldown {
  /** When, by hash: the claims themselves are kept nowhere. */
  let declined: Record<string, number> = {}

  /** Works on what all tabs know, or where storage is forbidden on what this page does. */
  function update(change: () => void): void {
    try {
      declined = JSON.parse(localStorage.getItem(key) ?? '{}')
    } catch {}
    change()
    try {
      localStorage.setItem(key, JSON.stringify(declined))
    } catch {}
  }

  return {
    start: (challenge) => update(() => (declined[hash(challenge)] = Date.now())),
    isOn(challenge) {
      update(() => {
        for (const [id, at] of Object.entries(declined)) {
          const age = Date.now() - at
          const hasActed = id === hash(challenge) && age > activationLifetime && isUserActive()
          if (age >= duration || hasActed) delete declined[id]
        }
      })
      return hash(challenge) in declined
    },
  }
}

const hash = (text: string): string =>
  String([...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) | 0, 0))

/** Whether the user did something just now, so that a popup is allowed. Unknown counts as yes. */
export const isUserActive = (): boolean => navigator.userActivation?.isActive ?? true
