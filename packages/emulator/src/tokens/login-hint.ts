import type { Directory } from '../tenant/directory.ts'
import type { User } from '../tenant/model.ts'

/** The opaque `login_hint` claim: better than a user name, because it names one account only. */
export function loginHint(user: User): string {
  return `O.${Buffer.from(user.id).toString('base64url')}`
}

/** The user a `login_hint` or `username` means: a user name or a `login_hint` claim. */
export function hintedUser(hint: string | undefined, directory: Directory): User | undefined {
  if (hint === undefined) return undefined
  const id = hint.startsWith('O.') ? Buffer.from(hint.slice(2), 'base64url').toString() : hint
  return directory.user(id)
}
