import { createHash } from 'node:crypto'
import type { PageView } from './page-view.ts'

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; color: light-dark(#1b1d21, #e6e8eb); background: light-dark(#f3f5f8, #14161a) }
main { box-sizing: border-box; width: min(28rem, 92vw); padding: 1.5rem; border-radius: .75rem; background: light-dark(#fff, #202329); overflow-wrap: anywhere }
h1 { font-size: 1.35rem; line-height: 1.25; margin: 0 }
p + p { font-size: .85rem; opacity: .75 }
nav { display: flex; flex-wrap: wrap; align-items: center; gap: 1rem }
form { display: contents }
button, nav > a:first-child { font: inherit; font-weight: 600; padding: .6rem 1rem; border: 0; border-radius: .5rem; text-decoration: none; cursor: pointer; background: light-dark(#0b57d0, #a8c7fa); color: light-dark(#fff, #10233f) }
a { color: light-dark(#0b57d0, #a8c7fa) }
`

/** Tells the page that has opened the window, whichever way it is seen from there, and closes. */
const script = (outcome: 'done' | 'declined'): string =>
  `new BroadcastChannel('caefetch').postMessage('${outcome}')${outcome === 'done' ? ';close()' : ''}`

const sha256 = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (each) => entities[each] ?? each)

/**
 * Draws a page in the plainest way.
 *
 * @param isPopup Whether it stands in a window that a script waits for.
 */
export function plainPage(view: PageView, isPopup = false): Response {
  const code = isPopup ? script(view.reason === 'done' ? 'done' : 'declined') : undefined
  const { title, text, reason, links, form } = view
  const fields = form?.fields.map(
    ([name, value]) =>
      `<input type="hidden" name="${escapeText(name)}" value="${escapeText(value)}">`,
  )
  const send = form
    ? `<form method="post" action="${escapeText(form.action)}" enctype="${escapeText(form.enctype)}">${fields?.join('')}<button>${escapeText(form.label)}</button></form>`
    : ''
  const ways = links.map(
    ({ label, href }) => `<a href="${escapeText(href)}">${escapeText(label)}</a>`,
  )
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><main data-reason="${reason}"><h1>${escapeText(title)}</h1><p>${escapeText(text)}</p><p>${reason}</p>
<nav>${send}${ways.join('')}</nav></main>${code ? `<script>${code}</script>` : ''}</body></html>`
  const scripts = code ? `; script-src ${sha256(code)}` : ''
  return new Response(html, {
    status: view.status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; img-src data:; style-src ${sha256(style)}${scripts}; base-uri 'none'; frame-ancestors 'none'`,
    },
  })
}
