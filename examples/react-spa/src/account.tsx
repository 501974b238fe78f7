import { useMsal } from '@azure/msal-react'
import { useQueryClient } from '@tanstack/react-query'
import { interaction, scopes } from './caefetch.ts'

/** Who is signed in, and the way in and out, which are MSAL's own. */
export function Account() {
  const { instance, accounts } = useMsal()
  const client = useQueryClient()

  async function signIn(): Promise<void> {
    if (interaction === 'redirect') return instance.loginRedirect({ scopes })
    const { account } = await instance.loginPopup({ scopes })
    instance.setActiveAccount(account)
  }

  async function signOut(): Promise<void> {
    client.clear()
    await instance.clearCache()
    instance.setActiveAccount(null)
  }

  const [account] = accounts
  return (
    <div className="account">
      <p aria-live="polite">
        {account ? `Signed in as ${account.username}` : 'Nobody is signed in.'}
      </p>
      {account ? (
        <button type="button" onClick={signOut}>
          Sign out
        </button>
      ) : (
        <button type="button" className="main" onClick={() => signIn().catch(console.warn)}>
          Sign in
        </button>
      )}
    </div>
  )
}
