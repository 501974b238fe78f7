import type { PageReason, PageView } from './page-view.ts'

const texts: Record<PageReason, readonly [status: number, title: string, text: string]> = {
  session_revoked: [
    401,
    'Your access was revoked',
    'Your sessions were revoked, or your password or account has changed. Sign in again to go on.',
  ],
  session_ended: [
    401,
    'You were signed out',
    'An administrator has ended your session. Sign in again to go on.',
  ],
  session_signed_out: [
    401,
    'You have signed out',
    'You have signed out everywhere. Sign in again to go on.',
  ],
  session_expired: [
    401,
    'Your session has expired',
    'You have been signed in for too long. Sign in again to go on.',
  ],
  session_lost: [
    500,
    'Your session cannot be found',
    'You have just signed in, and this server does not know of it: its replicas may not share sessions or secrets.',
  ],
  sign_in_unknown: [
    400,
    'This sign-in cannot be finished',
    'It was not begun in this browser, was finished already, took too long, or cookies are blocked.',
  ],
  sign_in_declined: [
    403,
    'Nothing was done',
    'You have not confirmed that it is you, so what you wanted was not done.',
  ],
  sign_in_failed: [403, 'The sign-in has failed', 'Your organisation answers: '],
  other_account: [
    403,
    'That was another account',
    'The one who has confirmed is not the one who is signed in here. Nothing was changed.',
  ],
  challenge_repeated: [
    403,
    'You have done what was asked',
    'And the service behind this page asks for the same again. To do it once more will hardly help: tell who runs this site.',
  ],
  request_interrupted: [
    200,
    'Send it now?',
    'You have confirmed that it is you. What you were about to send was kept, and was not sent yet: ',
  ],
  request_not_kept: [
    200,
    'Please do it once more',
    'You have confirmed that it is you. What you had sent was not done, and was not kept, as files and large forms never are: ',
  ],
  request_gone: [
    409,
    'This was sent already, or is too old',
    'It is sent once, by the one who wanted it, within ten minutes. Look whether it was done before you do it again.',
  ],
  cross_origin: [
    403,
    'This did not come from here',
    'Another site has sent your browser here to change something, which was not done.',
  ],
  sessions_unavailable: [503, 'Try again in a moment', 'It cannot be told now who is signed in.'],
  done: [200, 'You can close this window', 'You have confirmed that it is you.'],
}

/** Where a page leads: addresses by what their links say, the best way first. */
type Ways = Readonly<Record<string, string>>

/** @param detail What the text is about, at its end. */
export function viewOf(
  reason: PageReason,
  ways: Ways = { 'To the start page': '/' },
  detail = '',
  form?: PageView['form'],
): PageView {
  const [status, title, text] = texts[reason]
  const links = Object.entries(ways).map(([label, href]) => ({ label, href }))
  return { reason, status, title, text: text + detail, links, ...(form && { form }) }
}
