import { announceBriefly, announced, createAuthor } from '../tabs/announcements.ts'
import { type Cooldown, createCooldown } from './cooldown.ts'

/** What the user has declined, in whichever tab. */
export interface Refusals {
  /** Notes them, and resolves when the tab that has the user's turn next knows of them. */
  note(demands: readonly string[]): Promise<void>
  /** Whether all of them were declined a short while ago, and the user has done nothing here since. */
  include(demands: readonly string[]): Promise<boolean>
}

const prefix = 'caefetch.declined '

/** @see {@link createCooldown} for the parameters. */
export function createRefusals(...options: Parameters<typeof createCooldown>): Refusals {
  const cooldown: Cooldown = createCooldown(...options)
  const author = createAuthor()
  return {
    async note(demands) {
      const hashes = cooldown.start(...demands)
      // The storage of another tab may show it later than it has its turn.
      await Promise.all(hashes.map((hash) => announceBriefly(`${prefix}${hash} ${author}`)))
    },
    async include(demands) {
      const others = (await announced(prefix)).map((name) => name.split(' '))
      const news = others.filter(([, other]) => other !== author)
      cooldown.learn(news.map(([hash = '']) => hash))
      return cooldown.isOn(...demands)
    },
  }
}
