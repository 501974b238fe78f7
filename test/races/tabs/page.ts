// As much of a document as a dialog takes, and events that come from the user.

export type Listener = (event: Record<string, unknown>) => void

/** Listeners by type; an event is trusted where a test says so, which those of the platform cannot be. */
export class Listening {
  private readonly listeners = new Map<string, Set<Listener>>()
  addEventListener = (type: string, listener: Listener): void => {
    this.listeners.set(type, (this.listeners.get(type) ?? new Set()).add(listener))
  }
  removeEventListener = (type: string, listener: Listener): void => {
    this.listeners.get(type)?.delete(listener)
  }
  emit(type: string, event: Record<string, unknown> = {}): void {
    for (const listener of [...(this.listeners.get(type) ?? [])]) {
      listener({ type, isTrusted: true, ...event })
    }
  }
  count = (type: string): number => this.listeners.get(type)?.size ?? 0
}

export class Element extends Listening {
  id = ''
  className = ''
  textContent = ''
  autofocus = false
  open = false
  parent: Element | undefined
  children: Element[] = []
  adoptedStyleSheets: unknown[] = []
  private readonly page: Page
  constructor(page: Page) {
    super()
    this.page = page
  }
  setAttribute = (): void => {}
  attachShadow = (): Element => {
    const root = new Element(this.page)
    this.append(root)
    return root
  }
  append(...children: Element[]): void {
    for (const child of children) child.parent = this
    this.children.push(...children)
  }
  get isConnected(): boolean {
    return this === this.page.documentElement || (this.parent?.isConnected ?? false)
  }
  remove(): void {
    const { parent } = this
    if (!parent) return
    parent.children = parent.children.filter((child) => child !== this)
    this.parent = undefined
    this.page.mutated()
  }
  showModal(): void {
    this.open = true
    this.page.shown(this)
  }
  close(): void {
    if (!this.open) return
    this.open = false
    this.page.later(() => this.emit('close'))
  }
  find(id: string): Element | undefined {
    if (this.id === id) return this
    for (const child of this.children) {
      const match = child.find(id)
      if (match) return match
    }
    return undefined
  }
}

export class Page extends Listening {
  visibilityState: 'visible' | 'hidden' = 'hidden'
  baseURI = 'https://app.example/'
  documentElement = new Element(this)
  private observers: { callback: () => void }[] = []
  readonly later: (run: () => void) => void
  readonly shown: (dialog: Element) => void
  constructor(later: (run: () => void) => void, shown: (dialog: Element) => void) {
    super()
    this.later = later
    this.shown = shown
  }
  createElement = (tag: string): Element => Object.assign(new Element(this), { tag })
  mutated(): void {
    for (const { callback } of this.observers) queueMicrotask(callback)
  }
  /** The dialog that the user sees. */
  dialog(): Element | undefined {
    const dialog = this.documentElement.find('dialog')
    return dialog?.open ? dialog : undefined
  }
  observerClass() {
    const page = this
    return class {
      private readonly observer: { callback: () => void }
      constructor(callback: () => void) {
        this.observer = { callback }
      }
      observe(): void {
        page.observers.push(this.observer)
      }
      disconnect(): void {
        page.observers = page.observers.filter((other) => other !== this.observer)
      }
    }
  }
  observed = (): number => this.observers.length
}
