import { describe, expect, it } from 'vitest'
import { mia, pat, redirect, reply, setup } from '../sign-in/authorize-client.fixture.ts'

describe('logout', () => {
  it('signing out ends the session in the browser and leads back to a registered address', async () => {
    const { emulator, driver, open, signIn } = await setup()
    await signIn()
    const url = `${emulator.url}/${emulator.tenantId}/oauth2/v2.0/logout?`
    const back = new URLSearchParams({ post_logout_redirect_uri: redirect, state: 'a b' })
    const page = await driver.open(`${url}${back}`)
    expect(page.left?.href).toBe(`${redirect}?state=a+b`)
    expect(reply(await open({ prompt: 'none' })).error).toBe('login_required')
    const evil = new URLSearchParams({ post_logout_redirect_uri: 'https://evil.test/' })
    expect((await driver.open(`${url}${evil}`)).title).toBe('You are signed out')
  })

  it('signing out with a hint spares the others', async () => {
    const { emulator, driver, open, signIn } = await setup()
    await signIn(mia)
    await signIn(pat)
    const url = `${emulator.url}/${emulator.tenantId}/oauth2/v2.0/logout?logout_hint=${pat}`
    await driver.open(url)
    expect(reply(await open({ prompt: 'none' })).code).toBeDefined()
  })
})
