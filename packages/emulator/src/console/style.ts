import { pageStyle } from '../sign-in/pages/style.ts'
import { waterfallStyle } from '../waterfall/index.ts'

/** The sheet of the sign-in pages, and what a whole console needs beyond it. */
export const consoleStyle: string = `${pageStyle}${waterfallStyle}
:root { --surface: light-dark(#fff, #202329); --soft: light-dark(#eef1f6, #2b2f37); --quiet: light-dark(#53575e, #a9aeb6);
  --good: light-dark(#146c2e, #81d99b); --bad: light-dark(#b3261e, #f2b8b5); --note: light-dark(#5b3f97, #cbb8f5); --edge: light-dark(#dde1e7, #363b44) }
html { scroll-padding-top: 1rem }
body { display: block; place-items: normal; padding: 1.25rem; max-width: 92rem; margin: 0 auto; font-size: .9375rem }
main { display: grid; gap: 1.5rem 2rem; max-width: none; padding: 0; border: 0; background: none }
h1 { font-size: 1.5rem } h2 { font-size: 1.05rem; margin: 0 0 .6rem } h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere } .sub { display: block; color: var(--quiet); overflow-wrap: anywhere }
code, pre { font: .85em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere }
a { color: var(--accent) }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: end; gap: .75rem 2rem; margin: 0 0 1.5rem }
h1 span { font-weight: 400; color: var(--quiet) } header p { margin: 0 }
nav { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem } nav a { padding: .25rem 0; text-decoration: none } nav a:hover { text-decoration: underline }
#problem:empty { display: none } #problem { margin: 0 0 1rem }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }

.card { padding: .9rem 1rem; border: 1px solid var(--edge); border-radius: .75rem; background: var(--surface); margin: 0 0 .75rem; min-width: 0 }
.row { margin-top: .7rem; gap: .4rem }
button { padding: .35rem .75rem; border-radius: .5rem; text-align: center }
button:hover { background: var(--soft) } button.main:hover { background: var(--accent); filter: brightness(1.1) }
button.first { --tint: var(--accent) } button.harm { --tint: var(--bad) }
button.first, button.harm { color: var(--tint); border-color: color-mix(in srgb, var(--tint) 45%, transparent); background: color-mix(in srgb, var(--tint) 7%, transparent); font-weight: 600 }
button.first:hover, button.harm:hover { background: color-mix(in srgb, var(--tint) 15%, transparent) }
input, select { padding: .35rem .6rem; border-radius: .5rem; min-height: 2.25rem }
select { width: 100%; font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--line) }
.fields { display: flex; flex-wrap: wrap; align-items: end; gap: .5rem; margin-top: .7rem }
.field { flex: 1 1 12rem; margin: 0; min-width: 0 } .field label { margin: 0 0 .2rem; font-size: .85rem; color: var(--quiet) }
.fields button { min-height: 2.25rem }

.tags, .sessions, .entries ol { list-style: none; margin: .5rem 0 0; padding: 0 }
.tags { display: flex; flex-wrap: wrap; gap: .3rem }
.tags li { padding: .05rem .5rem; border-radius: .4rem; background: var(--soft); font-size: .85rem; overflow-wrap: anywhere }
.tags .bad { color: var(--bad); box-shadow: inset 0 0 0 1px; font-weight: 600; background: none }
.sessions li { padding-left: .9rem; position: relative }
.sessions li::before { content: ''; position: absolute; left: 0; top: .55em; width: .45rem; height: .45rem; border-radius: 50%; background: var(--good) }
details { margin-top: .7rem } summary { cursor: pointer; color: var(--accent); width: fit-content; border-radius: .25rem }
pre { overflow: auto; max-height: 20rem; padding: .75rem; border-radius: .5rem; background: var(--soft); margin: .6rem 0 0 } pre code { font-size: 1em }
.result { margin: .6rem 0 0; padding: .4rem .75rem; border-left: .25rem solid var(--good); background: var(--soft); border-radius: .25rem; overflow-wrap: anywhere }
.result.bad { border-color: var(--bad) } .result span { color: var(--quiet) }

.journal { display: flex; flex-direction: column; min-width: 0; border: 1px solid var(--edge); border-radius: .75rem; background: var(--surface); overflow: clip }
.bar { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: .25rem 1rem; padding: .8rem 1rem; border-bottom: 1px solid var(--edge) }
.bar h2, .bar p { margin: 0 } #connection { color: var(--quiet); font-size: .85rem }
#connection::before { content: ''; display: inline-block; width: .55rem; height: .55rem; margin-right: .4rem; border-radius: 50%; border: 1px solid }
#connection.live { color: var(--good) } #connection.live::before { background: var(--good) } #connection.lost { color: var(--bad) }
.entries { overflow: auto; max-height: 24rem } .entries:focus-visible { outline-offset: -3px }
.entries ol { margin: 0 } .empty { padding: 1rem; margin: 0 } ol:not(:empty) + .empty { display: none }
.entry { display: grid; grid-template-columns: auto 2.2rem minmax(0, 1fr); gap: 0 .6rem; padding: .5rem 1rem; border-bottom: 1px solid var(--edge); font-size: .875rem; overflow-wrap: anywhere }
.entry time, .mark { font: .9em/1.65 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; color: var(--quiet) }
.mark { text-align: center; font-weight: 700 } .good .mark { color: var(--good) } .bad .mark { color: var(--bad) } .note .mark { color: var(--note) }
.entry.bad .outcome { color: var(--bad) } .who { color: var(--quiet) } .entry code { padding: .05rem .3rem; border-radius: .25rem; background: var(--soft) }

.entry[hidden] { display: none } .entry.recovering { box-shadow: inset .25rem 0 var(--note) }
.entry details { margin: 0; min-width: 0 } .entry summary { color: inherit; width: auto } .entry h4 { margin: .6rem 0 .2rem; font-size: 1em }
.entry pre { margin: 0 } .entry pre code { padding: 0; background: none; white-space: pre-wrap } .entry details > form { margin-top: .6rem }
.copy { display: none; padding: 0 .5rem; font-weight: 400 } .scripted .copy { display: inline-block }
.tools { display: flex; flex-wrap: wrap; align-items: end; gap: .5rem; padding: .5rem 1rem; border-bottom: 1px solid var(--edge) }
html:not(.scripted) .tools .field { display: none }
a.button { padding: .35rem .75rem; border: 1px solid var(--line); border-radius: .5rem; color: inherit; text-decoration: none }
a.button:hover { background: var(--soft) }

@media (min-width: 64rem) {
  body { padding: 1.5rem 2rem }
  main { grid-template-columns: minmax(0, 1fr) minmax(0, 30rem); align-items: start }
  .journal { grid-column: 2; grid-row: 1 / 3; position: sticky; top: 1rem; max-height: calc(100vh - 2rem) }
  .entries { max-height: none; flex: 1 }
  #demo, .rest { grid-column: 1; min-width: 0 }
}
.rest > section { margin: 0 0 1.5rem }
.grid { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); align-items: start }
.grid .card { margin: 0 } .grid + .card { margin-top: .75rem }
@media (prefers-reduced-motion: no-preference) {
  html { scroll-behavior: smooth }
  .live ~ * .entry, .entry { animation: arrive .6s ease-out }
  @keyframes arrive { from { background: var(--soft) } }
}
`

export const icon: string = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b57d0"/><path d="M10 15v-3a6 6 0 0 1 12 0v3m-13 0h14v9H9z" fill="none" stroke="#fff" stroke-width="2.5" stroke-linejoin="round"/></svg>
`
