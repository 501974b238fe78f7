import type { AccountInfo, SilentRequest } from '@azure/msal-browser'
import type { AccessToken, ClaimsRequest, SourceReport, UserQuestion } from '@caefetch/core'
import { accountIdOf } from '@caefetch/core/msal'
import { vi } from 'vitest'
import { account, fakeMsal } from '../msal.fixture.ts'
import type { Interaction } from '../options.ts'
import type { Prompt } from '../prompt/prompt.ts'
import { createAskUser } from './ask-user.ts'
import { watchOwnPopups } from './own-popups.ts'

interface SceneOptions extends NonNullable<Parameters<typeof fakeMsal>[0]> {
  /** Whether the user did something just now. */
  active?: never
  isUserActive?: boolean
  vendor?: string
  prompt?: Prompt
  /** The account that the question is for. */
  of?: AccountInfo | undefined
  /** What another tab has brought. */
  later?: AccessToken
}

let clients = 0

/** Whether the user's turn is taken. */
export async function isTurnTaken(): Promise<boolean> {
  const { held = [] } = await navigator.locks.query()
  return held.some(({ name }) => name === 'caefetch.user')
}

/** The user's side, over an MSAL and a browser that do as they are told. */
export function scene({
  isUserActive = true,
  vendor = 'Google Inc.',
  prompt = async () => true,
  later,
  ...options
}: SceneOptions = {}) {
  const of = 'of' in options ? options.of : account('ada')
  const { locks } = navigator
  vi.stubGlobal('navigator', { locks, vendor, userActivation: { isActive: isUserActive } })
  // What one client's user declines is nothing to another's.
  const auth = { clientId: `client-${++clients}`, ...options.auth }
  const fake = fakeMsal({ ...options, auth })
  const tokens = {
    laterToken: vi.fn(async () => later),
    shared: undefined,
  }
  const acquire = vi.fn(async (_: unknown, __?: Partial<SilentRequest>): Promise<AccessToken> => {
    throw new Error('not silently')
  })
  const prompted = vi.fn(prompt)
  const ownPopups = watchOwnPopups(fake.msal)
  const acts = { at: 0 }
  const ask = createAskUser({
    msal: fake.msal,
    settings: { prompt: prompted, cooldown: 60_000 },
    accounts: { accountOf: () => of },
    acquire,
    ownPopups,
    tokens,
    actedAt: () => acts.at,
    waiting: [{ method: 'GET', input: 'https://api.contoso.com/?secret' }],
  })
  const reports: string[] = []
  const report = (event: SourceReport) =>
    reports.push('kind' in event ? `${event.kind} ${event.state}` : event.code)

  const askUser = (
    interaction: Interaction = 'popup',
    claims?: ClaimsRequest,
    more: Partial<UserQuestion> = {},
  ) =>
    ask({
      scopes: ['orders.read'],
      method: 'GET',
      url: 'https://api.contoso.com/',
      ...(of && { accountId: accountIdOf(of) }),
      ...(claims && { claims }),
      interaction,
      takeClaims: () => claims,
      report,
      ...more,
    })
  return { ...fake, askUser, acquire, tokens, prompt: prompted, reports, acts }
}
