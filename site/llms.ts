import type { DefaultTheme } from 'vitepress'
import { sidebar } from './.vitepress/sidebar.ts'

const head = `# caefetch

> A fetch that answers Microsoft Entra claims challenges (Continuous Access Evaluation, Conditional Access step-up) by itself: it declares the capability cp1, catches the 401, decodes the claims, gets one token that satisfies them for all calls that wait, and sends each call again.

- Install: npm install @caefetch/node @azure/msal-node (Node) or @caefetch/browser @azure/msal-browser (single-page applications).
- Use: const caeFetch = createCaeFetch(new ConfidentialClientApplication(withCae({ auth }))), then caeFetch(url, init) in place of fetch(url, init). withCae is needed: without cp1 no challenge comes.
- Tokens go only to the URLs in the option resources; without it, to Microsoft Graph. A call that sets Authorization itself is left alone.
- Errors have a code: interaction_required, reauthentication_failed, body_not_replayable, configuration, invalid_claims. /troubleshooting says what to do about each.
- APIs are guarded by createGuard of @caefetch/resource; tests use @caefetch/testing and @caefetch/emulator, a local Entra.
`

/** The site in one text: what it is about, and where everything stands. */
export const llmsText = (): string =>
  [head, ...sidebar().map(({ text, items = [] }) => `## ${text}\n\n${listOf(items)}\n`)].join('\n')

const listOf = (items: DefaultTheme.SidebarItem[]): string =>
  items
    .map(({ text, link = '' }) => `- [${text}](${link}${link.endsWith('/') ? '' : '.html'})`)
    .join('\n')
