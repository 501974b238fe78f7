/**
 * What the page can do with scripts: it follows the journal, and forms no longer reload it. Runs in
 * the browser, from its text alone: it must not use anything outside of itself.
 */
export function enhance(): void {
  const byId = (id: string): HTMLElement | null => document.getElementById(id)
  const entries = byId('entries')
  const connection = byId('connection')
  const problem = byId('problem')
  if (!entries || !connection || !problem) return
  const kept = Number(entries.dataset.kept)
  let isRefreshing = false
  let wasLost = false

  /** Takes over what is live from a newer page, and leaves alone what a person may be typing. */
  function take(page: Document): void {
    const focused = document.activeElement?.id
    for (const region of document.querySelectorAll('[data-live]')) {
      const newer = page.getElementById(region.id)
      if (newer && newer.outerHTML !== region.outerHTML) region.replaceWith(newer)
    }
    if (focused && document.activeElement?.id !== focused) byId(focused)?.focus()
  }

  const parse = (text: string): Document => new DOMParser().parseFromString(text, 'text/html')

  async function refresh(): Promise<void> {
    if (isRefreshing) return
    isRefreshing = true
    // Things come in bursts: one look after a moment does for all.
    await new Promise((resolve) => setTimeout(resolve, 100))
    isRefreshing = false
    const response = await fetch('/').catch(() => undefined)
    if (response?.ok) take(parse(await response.text()))
  }

  async function submit(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form, submitter)) body.append(name, String(value))
    const url = form.getAttribute('action') ?? '/'
    const response = await fetch(url, { method: 'POST', body }).catch(() => undefined)
    const page = parse(response ? await response.text() : '')
    if (response?.ok) take(page)
    if (response?.ok && url === '/admin/clear') entries?.replaceChildren()
    const said = page.querySelector('[role=alert]')?.textContent || 'The emulator does not answer.'
    if (problem) problem.textContent = response?.ok ? '' : said
    for (const field of form.querySelectorAll<HTMLInputElement>('[name=password]')) {
      field.value = ''
    }
  }

  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || 'leaves' in form.dataset) return
    event.preventDefault()
    void submit(form, event.submitter)
  })

  const filter = byId('filter') as HTMLInputElement | null
  function applyFilter(): void {
    const wanted = filter?.value.trim().toLowerCase() ?? ''
    for (const entry of entries?.children ?? []) {
      entry.toggleAttribute('hidden', !(entry.textContent ?? '').toLowerCase().includes(wanted))
    }
  }
  filter?.addEventListener('input', applyFilter)

  entries.addEventListener('click', async ({ target }) => {
    const button = target instanceof Element ? target.closest('button.copy') : undefined
    const code = button?.parentElement?.nextElementSibling
    if (!button || !code) return
    const text = code.textContent ?? ''
    const isCopied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    if (isCopied) button.firstChild?.replaceWith('Copied')
    else getSelection()?.selectAllChildren(code)
  })
  document.documentElement.classList.add('scripted')

  const source = new EventSource(`/admin/live?after=${entries.dataset.last}`)
  source.addEventListener('open', async () => {
    connection.textContent = 'Live'
    connection.className = 'live'
    // An emulator that was started anew counts from one again.
    if (wasLost) location.reload()
  })
  source.addEventListener('error', () => {
    wasLost = true
    connection.textContent = 'Connection lost'
    connection.className = 'lost'
  })
  source.addEventListener('entry', (event: MessageEvent<string>) => {
    entries.insertAdjacentHTML('afterbegin', JSON.parse(event.data))
    while (entries.childElementCount > kept) entries.lastElementChild?.remove()
    applyFilter()
    void refresh()
  })
  // What a program changes is seen on its own, a little later.
  setInterval(() => {
    if (!document.hidden && !wasLost) void refresh()
  }, 5_000)
}
