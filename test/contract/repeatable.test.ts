import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import { type Emulator, startEmulator } from '@caefetch/emulator'
import { withCae } from '@caefetch/node'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'

const mia = 'mfa-user@contoso.test'
const scopes = ['api://orders/orders.read']
const c1 = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

const start = (seed: string) => startEmulator({ seed, clock: '2026-03-01T12:00:00Z' })

/** What real clients see of an emulator, whatever its port. */
async function story(emulator: Emulator): Promise<unknown> {
  const [daemon, webApi] = ['daemon', 'web-api'].map(
    (name) => new ConfidentialClientApplication(withCae(emulator.msalConfig(name))),
  )
  const cli = new PublicClientApplication(withCae(emulator.msalConfig('cli')))
  const userCodes: string[] = []

  const own = await daemon?.acquireTokenByClientCredential({ scopes: ['api://orders/.default'] })
  const user = await cli.acquireTokenByDeviceCode({
    scopes,
    deviceCodeCallback({ userCode }) {
      userCodes.push(userCode)
      emulator.approveDeviceCode(userCode, mia)
    },
  })
  await emulator.clock.advance('1h')
  const account = user?.account
  if (!account) throw new Error('nobody is signed in')
  const renewed = await cli.acquireTokenSilent({ account, scopes, forceRefresh: true })
  const refused = await cli
    .acquireTokenSilent({ account, scopes, claims: c1 })
    .catch(({ errorNo, claims }) => ({ errorNo, claims }))
  const caller = await cli.acquireTokenSilent({ account, scopes: ['api://web-api/access_as_user'] })
  const onBehalf = await webApi?.acquireTokenOnBehalfOf({
    oboAssertion: caller.accessToken,
    scopes,
  })
  await emulator.revokeSessions(mia)
  const dead = await cli
    .acquireTokenSilent({ account, scopes, forceRefresh: true })
    .catch(({ errorNo }) => ({ errorNo }))

  const results = [own, user, renewed, caller, onBehalf]
  const told = {
    account: account.homeAccountId,
    userCodes,
    refused,
    dead,
    tokens: results.map((result) => decodeJwt(result?.accessToken ?? '')),
    idTokens: results.map((result) => result?.idTokenClaims),
    journal: emulator.journal.entries(),
  }
  return JSON.parse(JSON.stringify(told).replaceAll(emulator.url, 'http://emulator'))
}

test('same seed, same clock: msal-node gets the same ids and claims, and leaves the same journal', async () => {
  await using first = await start('again')
  await using second = await start('again')
  expect(second.url).not.toBe(first.url)
  const told = await story(first)
  expect(told).toMatchObject({ refused: { errorNo: 50076 }, dead: { errorNo: 50173 } })
  expect(await story(second)).toEqual(told)
})

test('another seed: other tokens for the same people and applications', async () => {
  await using first = await start('one')
  await using second = await start('another')
  const [one, other] = [await story(first), await story(second)]
  expect(other).not.toEqual(one)
  for (const name of [mia, 'daemon', 'web-api']) {
    expect(second.objectId(name)).toBe(first.objectId(name))
  }
})
