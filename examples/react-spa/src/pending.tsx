import { usePendingAfterRedirect } from '@caefetch/react'

/** What a redirect has interrupted. Nothing is sent again by itself. */
export function Pending() {
  const pending = usePendingAfterRedirect()
  if (pending.length === 0) return null
  return (
    <div role="status" className="notice">
      <p>You are back from signing in. This was interrupted, and may be done again:</p>
      <ul>
        {pending.map(({ method, url }) => (
          <li key={`${method} ${url}`}>
            <code>
              {method} {new URL(url).pathname}
            </code>
          </li>
        ))}
      </ul>
    </div>
  )
}
