import { ConfigurationError } from '@caefetch/core'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { refuse } from '../errors/catalog.ts'
import { EntraError } from '../errors/entra-error.ts'
import { formLimit, readForm } from '../server/form.ts'
import { pageHeaders } from '../sign-in/pages/layout.ts'
import { actions } from './actions.ts'
import { type ActivityLog, createActivityLog } from './activity.ts'
import type { ConsoleParts } from './console.ts'
import { type DemoRequestName, isDemoRequest } from './demo/demo-requests.ts'
import { callback, createSignIns } from './demo/sign-ins.ts'
import { whyRefused } from './guard.ts'
import { createLive } from './live.ts'
import { consoleHeaders, consolePage, refusedPage } from './page.ts'
import { createReset } from './reset.ts'
import { consoleScript } from './script.ts'
import { createShownApis, type ShownApis } from './shown-apis.ts'
import { consoleStyle, icon } from './style.ts'
import { tenantJson } from './tenant-json.ts'

/** What the page is to the rest of the emulator. */
export interface EmulatorPage {
  /** Shows what an API answers, and lets it be tried; `startOrdersApi` does this by itself. */
  show: ShownApis['show']
  /** Calls back for every line of the page's journal, until the returned function is called. */
  subscribe: ActivityLog['subscribe']
}

export interface Console {
  readonly page: EmulatorPage
  /** Whether a request is for the page, and no business of Entra. */
  owns(request: Request): boolean
  /** `peer` is the address of whoever is at the other end of the socket. */
  fetch(request: Request, peer?: string): Promise<Response>
  /** Shows in the journal what an API answered. */
  watch(request: Request, response: Response): void
  close(): void
}

interface Env {
  Bindings: { peer?: string }
}

/** The page at `/`, and what it calls below `/admin/`. */
export function createConsole(parts: ConsoleParts): Console {
  const log = createActivityLog(parts)
  const live = createLive(log)
  const apis = createShownApis(parts, log)
  const signIns = createSignIns(parts)
  const reset = createReset(parts)

  const app = new Hono<Env>()
  app.use(async (c, next) => {
    const refusal = whyRefused(c.req.raw, c.env.peer, parts.authority.origin)
    return refusal === undefined ? next() : c.text(refusal, 403)
  })
  app.use(
    bodyLimit({
      maxSize: formLimit,
      onError: () => {
        throw refuse.tooLarge()
      },
    }),
  )
  app.onError((error, c) => c.html(refusedPage(error.message), statusOf(error) as 400, pageHeaders))

  app.get('/', (c) => c.html(consolePage(parts, log, apis.clients()), 200, consoleHeaders))
  app.get('/admin/style.css', file(consoleStyle, 'text/css; charset=utf-8'))
  app.get('/admin/script.js', file(consoleScript, 'text/javascript; charset=utf-8'))
  app.get('/admin/icon.svg', file(icon, 'image/svg+xml'))
  app.get('/admin/live', (c) =>
    live.open(Number(c.req.header('last-event-id') ?? c.req.query('after')) || 0),
  )
  app.get('/admin/journal.json', () => download(log.latest()))
  app.get('/admin/tenant.json', () => download(tenantJson(parts)))
  app.post('/admin/clear', (c) => {
    log.clear()
    return c.redirect('/', 303)
  })
  app.post('/admin/reset', (c) => {
    reset()
    log.add({ kind: 'action', text: 'the tenant is as it was at the start' })
    return c.redirect('/', 303)
  })
  app.post('/admin/send', async (c) => {
    const form = await readForm(c.req.raw)
    await apis.client(form.need('client')).send(readCall(form.need('call')))
    return c.redirect('/#demo', 303)
  })
  app.post('/admin/sign-in', async (c) => {
    const form = await readForm(c.req.raw)
    const client = apis.client(form.need('client'))
    if (client.kind === 'app') throw new ConfigurationError('That client acts for itself.')
    return c.redirect(signIns.begin(client, readCall(form.need('call'))), 303)
  })
  app.get(callback, async (c) => {
    await signIns.finish(new URL(c.req.url).searchParams)
    return c.redirect('/#demo', 303)
  })
  app.post('/admin/:action', async (c) => {
    const act = actions.get(c.req.param('action'))
    if (!act) return c.notFound()
    const { text, run } = act(parts, await readForm(c.req.raw))
    log.add({ kind: 'action', text })
    await run?.()
    return c.redirect('/', 303)
  })

  return {
    owns: ({ url }) => /^\/(admin\/.*)?$/.test(new URL(url).pathname),
    fetch: async (request, peer) => app.fetch(request, peer === undefined ? {} : { peer }),
    watch: apis.watch,
    close: live.close,
    page: { show: apis.show, subscribe: log.subscribe },
  }
}

function file(text: string, type: string): () => Response {
  const headers = {
    'content-type': type,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  }
  return () => new Response(text, { headers })
}

function download(value: unknown): Response {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': 'attachment',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
  return new Response(`${JSON.stringify(value, null, 2)}\n`, { headers })
}

/** Whatever the tenant refuses was asked amiss. */
function statusOf(error: Error): number {
  if (error instanceof EntraError) return error.details.status ?? 400
  return error instanceof ConfigurationError ? 400 : 500
}

function readCall(name: string): DemoRequestName {
  if (isDemoRequest(name)) return name
  throw new ConfigurationError('There is no such call.')
}
