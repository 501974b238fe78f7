import { formatChallenge } from '@caefetch/core'
import type { Plan } from '../options.ts'
import type { Incoming } from '../request/incoming.ts'
import type { PageView } from './page-view.ts'
import { plainPage } from './plain-page.ts'

/** What a script is told: where the browser has to go, and what is asked there. */
interface Way {
  /** A path of the application. */
  readonly location: string
  /** `sign-in`, or what a step-up is about: `authentication-context`, `revocation`, … */
  readonly asked: string
}

/** Answers with a page where the browser shows one, and with what a script can read where it does not. */
export interface Show {
  page(incoming: Incoming, view: PageView, isPopup?: boolean): Promise<Response>
  /** A 401 for a script. */
  way(way: Way, view?: PageView): Response
}

/** The auth-scheme of the answers to scripts. */
const scheme = 'Caefetch'

export function createShow(plan: Plan): Show {
  return {
    async page(incoming, view, isPopup = false) {
      if (incoming.isNavigation)
        return (!isPopup && (await plan.page(view))) || plainPage(view, isPopup)
      const body = { code: view.reason, title: view.title, detail: view.text }
      return Response.json(body, { status: view.status, headers: { 'cache-control': 'no-store' } })
    },
    way({ location, asked }, view) {
      const body = {
        code: view?.reason ?? 'interaction_required',
        title: view?.title ?? 'A person has to do something',
        location,
        asked,
      }
      const challenge = formatChallenge({ scheme, params: { location, asked } })
      const headers = { 'www-authenticate': challenge, 'cache-control': 'no-store' }
      return Response.json(body, { status: 401, headers })
    },
  }
}
