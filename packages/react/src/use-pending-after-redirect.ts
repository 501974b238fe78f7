import { type PendingCall, pendingAfterRedirect } from '@caefetch/browser'
import { useSyncExternalStore } from 'react'

const none: PendingCall[] = []
Object.freeze(none)

let pending: PendingCall[] | undefined

// What is read is gone from the storage, and React may throw away what a render has read.
const read = (): PendingCall[] => {
  pending ??= pendingAfterRedirect()
  return pending
}
const nothing = () => none
const never = () => () => {}

/**
 * The calls that were waiting when a redirect left the page, in all components and for the life of the
 * page; none on the server.
 *
 * @example
 * function Interrupted() {
 *   const pending = usePendingAfterRedirect()
 *   return pending.map(({ method, url }) => <p key={url}>{`${method} ${url} was interrupted.`}</p>)
 * }
 */
export function usePendingAfterRedirect(): PendingCall[] {
  return useSyncExternalStore(never, read, nothing)
}
