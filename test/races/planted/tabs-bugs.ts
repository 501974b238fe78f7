import type { PlantedBug } from './planted-bug.ts'

const inBrowser = (file: string) => ({
  tests: 'tabs' as const,
  file: `packages/browser/src/${file}`,
})

export const tabsBugs: readonly PlantedBug[] = [
  {
    name: 'the user’s turn is not given up when the tab is hidden',
    ...inBrowser('tabs/users-turn.ts'),
    from: 'if (isHidden() && !isKept) controller.abort(hidden)',
    to: 'void isKept',
  },
  {
    name: 'a tab that the user does not see asks',
    ...inBrowser('tabs/users-turn.ts'),
    from: 'await untilVisible(signal)',
    to: 'void untilVisible',
  },
  {
    name: 'the user’s turn is not one of all tabs',
    ...inBrowser('tabs/users-turn.ts'),
    from: "oneAtATime('caefetch.user', ",
    to: "oneAtATime('caefetch.user' + Math.random(), ",
  },
  {
    name: 'a frozen tab is waited for without end',
    ...inBrowser('tokens/claims-tokens.ts'),
    from: 'signal, run, patience)',
    to: 'signal, run)',
  },
  {
    name: 'equal challenges of tabs have no turn',
    ...inBrowser('tokens/claims-tokens.ts'),
    from: 'return shared ? oneAtATime',
    to: 'return shared === null ? oneAtATime',
  },
  {
    name: 'nobody looks for what another tab has brought',
    ...inBrowser('tokens/claims-tokens.ts'),
    from: 'if (later) return later',
    to: '',
  },
  {
    name: 'what the user has done in another tab is not tried',
    ...inBrowser('interaction/ask-user.ts'),
    from: 'if (later || !(hasWaited || hasPopupEnded)) return later',
    to: 'if (later || hasWaited || !hasPopupEnded) return later',
  },
  {
    name: 'a click after a refusal does not count',
    ...inBrowser('interaction/cooldown.ts'),
    from: '>= actedAt()',
    to: '>= 0',
  },
  {
    name: 'a dialog that the page removes is waited for',
    ...inBrowser('prompt/dialog.ts'),
    from: 'removals.observe(document, { childList: true, subtree: true })',
    to: '',
  },
  {
    name: 'what is told to other tabs is never taken back',
    ...inBrowser('tabs/announcements.ts'),
    from: 'setTimeout(takeBack, moment)',
    to: '',
  },
]
