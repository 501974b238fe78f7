import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

const read = (url: string): string => readFileSync(new URL(url), 'utf8')

/** The script of the page, and what it stands on: an application with a bundler needs neither of these, nor an import map. */
export const pageScript = (): string => stripTypeScriptTypes(read(import.meta.resolve('./page.ts')))
export const clientScript = (): string =>
  stripTypeScriptTypes(read(import.meta.resolve('@caefetch/web/client')))

export const style = `
:root { color-scheme: light dark; --accent: light-dark(#0b57d0, #a8c7fa); --line: light-dark(#c4c7cc, #5c6067); font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; background: light-dark(#f3f5f8, #14161a); color: light-dark(#1b1d21, #e6e8eb) }
main { padding: 1.25rem; border: 1px solid var(--line); border-radius: .75rem; background: light-dark(#fff, #202329) }
header, header form, li, .row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center }
header { justify-content: space-between } h1 { margin: 0 } header span { overflow-wrap: anywhere }
ul { padding: 0; list-style: none } li { padding: .5rem 0; border-bottom: 1px solid var(--line) } li span { flex: 1 1 8rem }
button, .button, input { min-height: 2.5rem; padding: 0 .9rem; border: 1px solid var(--line); border-radius: .5rem; font: inherit; color: inherit; background: transparent }
button, .button { cursor: pointer } .button { display: inline-flex; align-items: center; text-decoration: none; font-weight: 600; border-color: var(--accent); background: var(--accent); color: light-dark(#fff, #10233f) }
a { color: var(--accent) } .hint, #user { color: light-dark(#53575e, #a9aeb6) } :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
`
