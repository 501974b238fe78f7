import { createInterface } from 'node:readline/promises'
import type { Emulator } from '@caefetch/emulator'

const mia = 'mfa-user@contoso.test'

/** Serves until Ctrl+C, with tokens to call the API by hand; each line that is entered revokes them. */
export async function serve(entra: Emulator, url: string): Promise<void> {
  const scopes = ['api://orders/orders.read', 'api://orders/orders.write']
  for await (const name of rounds()) {
    if (name === 'revoke') await entra.revokeSessions(mia)
    const plain = { client: 'cli', user: mia, scopes }
    console.log(`\nexport API=${url}`)
    if (name === 'revoke') {
      console.log('# Mia’s session is revoked: the tokens that you have are challenged.')
    } else {
      console.log(`export TOKEN=${await entra.accessToken(plain)}`)
      console.log(`export MFA_TOKEN=${await entra.accessToken({ ...plain, mfa: true })}`)
    }
    console.log('# Enter revokes the session of Mia, Ctrl+C ends.')
  }
}

async function* rounds(): AsyncGenerator<'start' | 'revoke'> {
  yield 'start'
  for await (const _line of createInterface({ input: process.stdin })) yield 'revoke'
}
