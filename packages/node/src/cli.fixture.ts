import { type AccountInfo, PublicClientApplication } from '@azure/msal-node'
import { vi } from 'vitest'
import { createCaeFetch } from './create-cae-fetch.ts'
import { deviceCode, type Interaction, type InteractionRequest } from './interaction.ts'
import type { NodeOptions } from './options.ts'
import { mia, type Scene, userScopes } from './scene.fixture.ts'

/** A command line tool; `signIn` signs a user in without caefetch, on another device. */
export function startCli(scene: Scene) {
  const app = new PublicClientApplication(scene.config('cli'))
  async function signIn(user: string, approval?: { mfa?: boolean }): Promise<AccountInfo> {
    const result = await app.acquireTokenByDeviceCode({
      scopes: userScopes,
      deviceCodeCallback: approve(scene, user, approval),
    })
    if (!result?.account) throw new Error('Nobody signed in.')
    return result.account
  }
  return { app, signIn, silently: vi.spyOn(app, 'acquireTokenSilent') }
}

/** What a user does who is shown a device code. */
export const approve =
  ({ emulator }: Scene, user: string, options?: { mfa?: boolean }) =>
  ({ userCode }: { userCode: string }): void =>
    emulator.approveDeviceCode(userCode, user, options)

/** A tool whose user approves every device code; `asked` holds what each was for. */
export function startTool(scene: Scene, { user = mia, mfa = true, ...options }: ToolOptions = {}) {
  const cli = startCli(scene)
  const asked: InteractionRequest[] = []
  const onDevice = deviceCode(approve(scene, user, { mfa }))
  const interaction: Interaction = async (app, request) => {
    asked.push(request)
    return onDevice(app, request)
  }
  const all = { ...scene.options(userScopes), interaction, ...options }
  return { ...cli, asked, caeFetch: createCaeFetch(cli.app, all) }
}

interface ToolOptions extends NodeOptions {
  user?: string
  mfa?: boolean
}

/** How the interactions went, oldest first. */
export const interactions = ({ events }: Scene) =>
  events.flatMap((event) => (event.type === 'interaction' ? [event.state] : []))
