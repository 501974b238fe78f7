import { useEffect, useState } from 'react'

// By then the click is too long ago for a popup, and so the application asks for another.
const undoTime = Number(new URLSearchParams(location.search).get('undo') ?? 6_000)

/** Runs with the id after a while in which the user can think better of it. */
export function useUndoable(id: string, run: (id: string) => void) {
  const [isWaiting, setWaiting] = useState(false)
  useEffect(() => {
    if (!isWaiting) return
    const timer = setTimeout(() => {
      setWaiting(false)
      run(id)
    }, undoTime)
    return () => clearTimeout(timer)
  }, [isWaiting, id, run])
  return { isWaiting, begin: () => setWaiting(true), undo: () => setWaiting(false) }
}
