import { html } from 'hono/html'

type Html = ReturnType<typeof html>

interface Order {
  id: string
  body: unknown
}

const layout = (body: Html): Html => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Shop</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/style.css">
    <script type="importmap">{ "imports": { "@caefetch/web/client": "/client.js" } }</script>
    <script type="module" src="/page.js"></script>
  </head>
  <body><main>${body}</main></body>
</html>`

export const welcomePage = (): Html =>
  layout(html`<h1>Shop</h1>
<p>Nobody is signed in.</p>
<p><a class="button" href="/sign-in">Sign in</a></p>`)

export const ordersPage = (view: { user: string; orders: Order[]; entra: string }): Html =>
  layout(html`<header>
  <h1>Orders</h1>
  <form method="post" action="/sign-out"><span id="user">${view.user}</span> <button>Sign out</button></form>
</header>
<ul>
${view.orders.map(
  ({ id, body }) => html`<li data-order="${id}">
  <span>${id}. ${itemOf(body)}</span>
  <form method="post" action="/orders/${id}/delete"><input type="hidden" name="reason" value="not wanted"><button>Delete</button></form>
  <button type="button" data-delete="${id}">Delete by script</button>
</li>`,
)}
</ul>
${view.orders.length === 0 && html`<p>There are no orders.</p>`}
<form method="post" action="/orders" class="row">
  <label for="item">Item</label> <input id="item" name="item" value="lamp" required> <button>Place order</button>
</form>
<p id="outcome" role="status"></p>
<p class="hint">Deleting takes a second factor. <a href="${view.entra}" target="_blank" rel="noreferrer">Entra’s page</a> can revoke your sessions.</p>`)

function itemOf(body: unknown): string {
  const { item } = Object(body)
  return typeof item === 'string' ? item : String(body)
}
