/** One small sheet for every page: readable at phone width, in light and in dark. */
export const pageStyle: string = `
:root { color-scheme: light dark; --accent: light-dark(#0b57d0, #a8c7fa); --line: light-dark(#c4c7cc, #5c6067) }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#f3f5f8, #14161a); color: light-dark(#1b1d21, #e6e8eb) }
main { width: 100%; max-width: 26rem; padding: 1.5rem; border-radius: .75rem;
  background: light-dark(#fff, #202329); border: 1px solid var(--line) }
h1 { font-size: 1.35rem; line-height: 1.25; margin: 0 0 .25rem }
p, ul { margin: .5rem 0 } ul { padding-left: 1.25rem }
small, .quiet { color: light-dark(#53575e, #a9aeb6); overflow-wrap: anywhere }
label { display: block; margin: .75rem 0 .25rem }
input { width: 100%; padding: .6rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: .4rem }
button { font: inherit; padding: .6rem 1rem; border-radius: .4rem; cursor: pointer; border: 1px solid var(--line);
  background: transparent; color: inherit; text-align: left; overflow-wrap: anywhere }
button.main { background: var(--accent); border-color: var(--accent); color: light-dark(#fff, #10233f); font-weight: 600 }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.row { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: 1rem }
.list { display: grid; gap: .5rem; margin: .75rem 0 0; padding: .75rem 0 0; border: 0; border-top: 1px solid var(--line) }
.list.first { border-top: 0; padding-top: 0 } .list label { margin: 0 0 -.25rem }
legend { float: left; padding: 0; font-weight: 600 } legend + * { clear: both }
[role=alert] { padding: .6rem .75rem; border-left: .25rem solid light-dark(#b3261e, #f2b8b5);
  background: light-dark(#fdeceb, #3b2322); border-radius: .25rem }
`

/** Sends the only form of the page; the button is there for browsers without scripts. */
export const submitScript = 'document.forms[0].submit()'
