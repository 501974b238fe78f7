import type { Web } from '../web.ts'

/** What a context of Hono is used for. */
interface HonoContext {
  readonly req: { readonly raw: Request }
  res: Response
  readonly error?: Error | undefined
}

/** Middleware of Hono, without its types, and what handles errors. */
export interface HonoWeb {
  (context: HonoContext, next: () => Promise<void>): Promise<Response | undefined>
  /** For `app.onError`: answers what `web.respond` does, and any other error as Hono would. */
  readonly onError: (error: Error, context: HonoContext) => Promise<Response>
}

/**
 * Puts a web application's sign-in into Hono: `app.use(auth)` before the routes, and `app.onError(auth.onError)`.
 */
export function honoWeb(web: Web): HonoWeb {
  const middleware = async ({ req }: HonoContext, next: () => Promise<void>) => {
    const answer = await web.handle(req.raw)
    if (answer) return answer
    await next()
    return undefined
  }
  const onError: HonoWeb['onError'] = async (error, { req }) => {
    const answer = await web.respond(req.raw, error)
    if (answer) return answer
    const { getResponse } = error as { getResponse?: () => Response }
    if (getResponse) return getResponse.call(error)
    console.error(error)
    return new Response('Internal Server Error', { status: 500 })
  }
  return Object.assign(middleware, { onError })
}
