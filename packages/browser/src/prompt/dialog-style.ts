/** A constructed sheet is no inline style, which a strict Content-Security-Policy would refuse. */
export function styleSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`
    :host { color-scheme: light dark }
    dialog {
      box-sizing: border-box; width: min(26rem, calc(100vw - 2rem)); padding: 1.5rem;
      border: 1px solid color-mix(in srgb, CanvasText 20%, Canvas); border-radius: .75rem;
      background: Canvas; color: CanvasText; font: 1rem/1.5 system-ui, sans-serif;
      box-shadow: 0 1rem 3rem rgb(0 0 0 / .3);
      /* Another library's modal takes the pointer from all that it does not know. */
      pointer-events: auto;
    }
    dialog::backdrop { background: rgb(0 0 0 / .45) }
    h2 { margin: 0 0 .5rem; font-size: 1.25rem; line-height: 1.3 }
    p { margin: 0 0 1.5rem }
    div { display: flex; flex-wrap: wrap; gap: .75rem; justify-content: flex-end }
    button {
      min-height: 2.75rem; padding: 0 1.25rem; border: 1px solid currentColor; border-radius: .5rem;
      background: transparent; color: inherit; font: inherit; cursor: pointer;
    }
    #continue { border-color: transparent; background: #0b57d0; color: #fff }
    button:focus-visible { outline: 3px solid #8ab4f8; outline-offset: 2px }
  `)
  return sheet
}
