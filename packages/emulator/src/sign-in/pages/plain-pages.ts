import { html, raw } from 'hono/html'
import type { EntraErrorBody } from '../../errors/entra-error.ts'
import { type Html, layout } from './layout.ts'
import { submitScript } from './style.ts'

/** What is shown when an error must not leave this server. */
export function errorPage({ error_description }: Pick<EntraErrorBody, 'error_description'>): Html {
  return layout(
    'Sorry, but we are having trouble signing you in',
    html`<p role="alert">${error_description}</p>`,
  )
}

export function messagePage(title: string, text: string): Html {
  return layout(title, html`<p>${text}</p>`)
}

/** Asks for the code that a device shows. */
export function deviceCodePage(action: string, code: string, problem: string | undefined): Html {
  return layout(
    'Enter code',
    html`${problem && html`<p role="alert">${problem}</p>`}
<form method="post" action="${action}">
<label for="code">The code that your app or device shows</label>
<input id="code" name="code" value="${code}" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" autofocus>
<div class="row"><button class="main">Next</button></div>
</form>`,
  )
}

/** Carries an answer to the client by `response_mode=form_post`. */
export function formPostPage(action: string, fields: Record<string, string>): Html {
  return layout(
    'Signing you in',
    html`<form method="post" action="${action}">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button class="main">Continue</button>
</form>
<script>${raw(submitScript)}</script>`,
  )
}
