/** The sheet of the drawing, in light and in dark. */
export const waterfallStyle: string = `
.recovery { margin: .75rem 0; min-width: 0 }
.recovery figcaption { margin: 0 0 .5rem }
.recovery svg { display: block; overflow: visible; font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
.recovery text { fill: currentcolor }
.recovery .way, .recovery .tick { fill: light-dark(#53575e, #a9aeb6) }
.recovery .tick { font-size: 11px }
.recovery .axis { stroke: light-dark(#9aa0a8, #6b7079) }
.recovery .shade { fill: light-dark(#5b3f97, #cbb8f5); opacity: .09 }
.recovery .ask { fill: light-dark(#5b3f97, #cbb8f5) }
.recovery .ask.failed, .recovery .refused { fill: light-dark(#b3261e, #f2b8b5) }
.recovery .wait { fill: light-dark(#c4c7cc, #5c6067) }
.recovery .replay, .recovery .answered { fill: light-dark(#146c2e, #81d99b) }
`
