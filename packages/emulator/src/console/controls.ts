import { html } from 'hono/html'
import type { Html } from '../sign-in/pages/layout.ts'

/** A button that does one thing; works without scripts. */
export interface ActionButton {
  /** The path below `/admin/`. */
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
  readonly label: string
  /** Whom it is about, for those who do not see where it stands. */
  readonly about?: string
  /** Unique on the page, and the same after what it does: the focus is found again by it. */
  readonly id: string
  /** `main` is what must be done next, `first` what is most likely done, `harm` what ends something. */
  readonly kind?: 'main' | 'first' | 'harm' | undefined
  /** Whether the browser goes where it leads, instead of staying on the page. */
  readonly leaves?: boolean
}

export function actionButton(button: ActionButton): Html {
  const { action, fields, label, about, id, kind, leaves } = button
  return html`<form method="post" action="/admin/${action}"${leaves ? html` data-leaves` : ''}>${hidden(fields)}<button id="${id}"${kind ? html` class="${kind}"` : ''}>${label}${about !== undefined && html`<span class="unseen"> ${about}</span>`}</button></form>`
}

function hidden(fields: Readonly<Record<string, string>>): Html[] {
  return Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
}

/** A form with fields of its own; `id` makes those of its labels unique. */
export function actionForm(
  action: string,
  fields: Readonly<Record<string, string>>,
  controls: Html,
): Html {
  return html`<form class="fields" method="post" action="/admin/${action}">${hidden(fields)}${controls}</form>`
}

export interface Choice {
  readonly value: string
  readonly label: string
}

export function select(
  id: string,
  name: string,
  label: string,
  choices: readonly Choice[],
  chosen?: string,
): Html {
  return html`<p class="field"><label for="${id}">${label}</label><select id="${id}" name="${name}">${choices.map(
    (choice) =>
      html`<option value="${choice.value}"${choice.value === chosen ? html` selected` : ''}>${choice.label}</option>`,
  )}</select></p>`
}

/** Short facts about something; what needs attention stands out by more than its color. */
export interface Tag {
  readonly text: string
  readonly tone?: 'good' | 'bad' | undefined
}

export function tags(items: readonly Tag[]): Html {
  return html`<ul class="tags">${items.map(({ text, tone }) => html`<li${tone ? html` class="${tone}"` : ''}>${text}</li>`)}</ul>`
}
