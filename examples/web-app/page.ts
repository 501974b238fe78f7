// What runs in the browser: it deletes orders without leaving the page.
import { createWebFetch } from '@caefetch/web/client'

const webFetch = createWebFetch()

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-delete]')) {
  button.addEventListener('click', () => deleteOrder(button.dataset.delete ?? ''))
}

async function deleteOrder(id: string): Promise<void> {
  const response = await webFetch(`/orders/${id}`, { method: 'DELETE' })
  const { status = response.status, title } = await response.json()
  if (status === 204) document.querySelector(`[data-order="${id}"]`)?.remove()
  const outcome = document.getElementById('outcome')
  if (outcome) outcome.textContent = title ?? `Order ${id}: ${status}`
}
