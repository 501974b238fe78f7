import type { EndReason } from '../sessions/session.ts'
import type { PageReason, PageView } from './page-view.ts'

type Links = PageView['links']

const view = (
  reason: PageReason,
  status: number,
  title: string,
  text: string,
  links: Links,
): PageView => ({ reason, status, title, text, links })

const home: Links = [{ label: 'To the start page', href: '/' }]
const signInLink = (href: string): Links => [{ label: 'Sign in', href }]

const endings: Record<EndReason, [title: string, text: string]> = {
  revoked: [
    'Your access was revoked',
    'Your sign-in is no longer valid: your sessions were revoked, your password has changed, or your account has. Sign in again to go on.',
  ],
  ended: [
    'You were signed out',
    'An administrator has ended your session. Sign in again to go on.',
  ],
  signed_out: ['You have signed out', 'You have signed out everywhere. Sign in again to go on.'],
  expired: [
    'Your session has expired',
    'You have been signed in for too long. Sign in again to go on.',
  ],
}

export const sessionOver = (reason: EndReason, signIn: string): PageView =>
  view(`session_${reason}`, 401, ...endings[reason], signInLink(signIn))

export const sessionLost = (signIn: string): PageView =>
  view(
    'session_lost',
    500,
    'Your session cannot be found',
    'You have just signed in, and this server does not know of it. Its replicas may not share their sessions or secrets.',
    [{ label: 'Sign in again', href: signIn }],
  )

export const signInUnknown = (signIn: string): PageView =>
  view(
    'sign_in_unknown',
    400,
    'This sign-in cannot be finished',
    'It was not begun in this browser, was finished already, took too long, or the browser keeps no cookies for this site.',
    [{ label: 'Sign in again', href: signIn }, ...home],
  )

export const declined = (again: string, back: string): PageView =>
  view(
    'sign_in_declined',
    403,
    'Nothing was done',
    'You have not confirmed that it is you, so what you wanted to do was not done.',
    [
      { label: 'Try again', href: again },
      { label: 'Back', href: back },
    ],
  )

/** @param code Entra's error code, and its number. */
export const signInFailed = (code: string, again: string): PageView =>
  view('sign_in_failed', 403, 'The sign-in has failed', `Your organisation answers: ${code}.`, [
    { label: 'Try again', href: again },
    ...home,
  ])

export const otherAccount = (again: string, back: string): PageView =>
  view(
    'other_account',
    403,
    'That was another account',
    'The one who has confirmed is not the one who is signed in here. Nothing was changed.',
    [
      { label: 'Try again', href: again },
      { label: 'Back', href: back },
    ],
  )

export const challengeRepeated = (again: string): PageView =>
  view(
    'challenge_repeated',
    403,
    'You have done what was asked',
    'And the service behind this page asks for the same again. Doing it once more will hardly help: tell who runs this site.',
    [{ label: 'Try again', href: again }, ...home],
  )

export const interrupted = (
  method: string,
  path: string,
  form: PageView['form'] & object,
  back: string,
): PageView => ({
  ...view(
    'request_interrupted',
    200,
    'Send it now?',
    `You have confirmed that it is you. What you were about to send was kept: ${method} ${path}. It has not been sent yet.`,
    [{ label: 'Do not send it', href: back }],
  ),
  form,
})

export const notKept = (method: string, path: string, back: string): PageView =>
  view(
    'request_not_kept',
    200,
    'Please do it once more',
    `You have confirmed that it is you. What you had sent was not done, and was not kept: ${method} ${path}. Files, and forms of more than 64 kB, never are.`,
    [{ label: 'Back', href: back }],
  )

export const requestGone = (): PageView =>
  view(
    'request_gone',
    409,
    'This was sent already, or is too old',
    'It is sent only once, by the one who wanted it, within ten minutes. Look whether it was done before you do it again.',
    home,
  )

export const crossOrigin = (): PageView =>
  view(
    'cross_origin',
    403,
    'This did not come from here',
    'Another site has sent your browser here to change something, which was not done.',
    home,
  )

export const unavailable = (): PageView =>
  view(
    'sessions_unavailable',
    503,
    'Try again in a moment',
    'It cannot be told now who is signed in.',
    home,
  )

export const done = (): PageView =>
  view('done', 200, 'You can close this window', 'You have confirmed that it is you.', [])
