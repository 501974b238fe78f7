import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import { pageStyle, submitScript } from './style.ts'

/** Escaped markup: values that templates insert cannot become elements. */
export type Html = ReturnType<typeof html>

/** A whole page that says one thing. */
export function layout(title: string, body: Html): Html {
  const style = html`<style>${raw(pageStyle)}</style>`
  return htmlDocument(title, style, html`<main><h1>${title}</h1>${body}</main>`)
}

/** What every page has around it. */
export function htmlDocument(title: string, head: Html, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
</head>
<body>${body}</body>
</html>`
}

const sha256 = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Nothing but the page's own style and script runs, and nobody frames it. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src ${sha256(pageStyle)}; script-src ${sha256(submitScript)}; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}
