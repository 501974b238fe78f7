import { useMsal } from '@azure/msal-react'
import { useState } from 'react'
import { entra } from './caefetch.ts'

/** What happens to the user elsewhere, in the middle of the life of their tokens. */
export function Administrator() {
  const { accounts } = useMsal()
  const [said, setSaid] = useState('')
  const username = accounts[0]?.username ?? ''
  const act = (path: string, done: string) => async () => {
    const response = await fetch(path, { method: 'POST', body: username })
    setSaid(response.ok ? done : await response.text())
  }
  return (
    <>
      <p className="actions">
        <button
          type="button"
          disabled={!username}
          onClick={act('/move', 'You are in another country. Refresh: nobody notices.')}
        >
          Move me abroad
        </button>
        <button
          type="button"
          disabled={!username}
          onClick={act('/revoke', 'Your sessions are revoked. Refresh: you sign in once.')}
        >
          Revoke my sessions
        </button>
      </p>
      <p aria-live="polite">{said}</p>
      <p className="hint">
        <a href={entra} target="_blank" rel="noreferrer">
          Entra’s page
        </a>{' '}
        can do more.
      </p>
    </>
  )
}
