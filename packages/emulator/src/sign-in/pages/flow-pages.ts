import { html } from 'hono/html'
import type { EntraError } from '../../errors/entra-error.ts'
import type { App, User } from '../../tenant/model.ts'
import { permissionsOf, type Scope } from '../../tokens/scope.ts'
import { type Html, layout } from './layout.ts'

/** Where the forms of a sign-in go. */
export interface FlowLinks {
  /** `/{tenant}/signin`; the name of an action is added. */
  readonly base: string
  /** The sign-in under way. */
  readonly key: string
}

export interface SignInView {
  readonly app: App
  readonly username: string | undefined
  readonly problem: string | undefined
  /** Who can sign in with one click. */
  readonly users: readonly User[]
}

const form = ({ base, key }: FlowLinks, action: string, content: Html): Html =>
  html`<form method="post" action="${base}/${action}"><input type="hidden" name="flow" value="${key}">${content}</form>`

const cancel = (links: FlowLinks, label = 'Cancel'): Html =>
  form(links, 'cancel', html`<div class="row"><button>${label}</button></div>`)

export function signInPage(links: FlowLinks, view: SignInView): Html {
  const { app, username = '', problem, users } = view
  return layout(
    'Sign in',
    html`<p class="quiet">to continue to ${app.name}</p>
${problem && html`<p role="alert" id="problem">${problem}</p>`}
${users.length > 0 && form(links, 'login', oneClick(users, username === ''))}
${form(
  links,
  'login',
  html`<fieldset class="list"><legend>With a password</legend>
<label for="username">User name</label>
<input id="username" name="username" value="${username}" autocomplete="username" autocapitalize="none" spellcheck="false">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" ${username ? 'autofocus' : ''}>
<div class="row"><button class="main">Sign in</button></div></fieldset>`,
)}
${cancel(links)}`,
  )
}

/** A form of its own: the return key in the fields below must not press the first of these buttons. */
const oneClick = (users: readonly User[], isFirst: boolean): Html =>
  html`<fieldset class="list first"><legend>Sign in as</legend>
${users.map((user, index) => html`<button name="as" value="${user.upn}"${isFirst && index === 0 ? html` autofocus` : ''}>${user.name}<br><small>${user.upn}</small></button>`)}
</fieldset>`

export function accountsPage(links: FlowLinks, app: App, users: readonly User[]): Html {
  return layout(
    'Pick an account',
    html`<p class="quiet">to continue to ${app.name}</p>
${form(
  links,
  'account',
  html`<div class="list">${users.map((user) => html`<button name="user" value="${user.upn}">${user.name}<br><small>${user.upn}</small></button>`)}
<button name="user" value="">Use another account</button></div>`,
)}
${cancel(links)}`,
  )
}

export function mfaPage(links: FlowLinks, app: App, user: User): Html {
  return layout(
    'Approve sign-in request',
    html`<p>${app.name} needs to know that it is you: <strong>${user.upn}</strong>.</p>
<p class="quiet">Your authenticator app has been asked. Answer for it here.</p>
${form(
  links,
  'mfa',
  html`<div class="row"><button class="main" name="answer" value="approve" autofocus>Approve</button>
<button name="answer" value="deny">Deny</button></div>`,
)}`,
  )
}

export function enrolPage(links: FlowLinks, user: User): Html {
  return layout(
    'More information required',
    html`<p role="alert">AADSTS50079: <strong>${user.upn}</strong> must use multifactor authentication, and has no second factor.</p>
${form(links, 'account', html`<div class="row"><button class="main" name="user" value="">Use another account</button></div>`)}
${cancel(links)}`,
  )
}

export function consentPage(
  links: FlowLinks,
  app: App,
  user: User,
  wanted: readonly Scope[],
): Html {
  return layout(
    'Permissions requested',
    html`<p><strong>${app.name}</strong> would like to do this for <strong>${user.upn}</strong>:</p>
<ul>${wanted.flatMap((scope) =>
      permissionsOf(app, scope).map(
        (name) => html`<li>${name} <small>at ${scope.resource.appName}</small></li>`,
      ),
    )}${(wanted[0]?.oidc ?? []).map((name) => html`<li>${name}</li>`)}</ul>
${form(
  links,
  'consent',
  html`<div class="row"><button class="main" name="answer" value="accept" autofocus>Accept</button>
<button name="answer" value="decline">Decline</button></div>`,
)}`,
  )
}

export function blockedPage(links: FlowLinks, app: App, { message }: EntraError): Html {
  return layout(
    'You cannot access this right now',
    html`<p role="alert">${message}</p>${cancel(links, `Return to ${app.name}`)}`,
  )
}
