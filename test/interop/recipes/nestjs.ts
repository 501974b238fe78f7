import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller, Guard, Requirement } from '@caefetch/resource'
import { type CanActivate, type ExecutionContext, HttpException } from '@nestjs/common'

/** `@UseGuards(new CallerGuard(guard, { scopes: 'orders.read' }))`, on Express and Fastify. */
export class CallerGuard implements CanActivate {
  readonly #guard: Guard
  readonly #requirement: Requirement

  constructor(guard: Guard, requirement: Requirement = {}) {
    this.#guard = guard
    this.#requirement = requirement
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp()
    const request = http.getRequest<IncomingMessage & { caller?: Caller }>()
    const headers = {
      get: (name: string) => request.headers[name.toLowerCase()]?.toString() ?? null,
    }
    const { method = 'GET', url = '/', socket } = request
    const connection = { peer: socket.remoteAddress }
    const verdict = await this.#guard.check({ headers, method, url }, this.#requirement, connection)
    if (verdict.ok) {
      request.caller = verdict.caller
      return true
    }
    const { response } = verdict
    // Nest's filters write the status and the body; the challenge is in the headers.
    http.getResponse<Pick<ServerResponse, 'setHeaders'>>().setHeaders(response.headers)
    throw new HttpException(await response.json(), response.status)
  }
}
