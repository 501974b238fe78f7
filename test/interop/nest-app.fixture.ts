import 'reflect-metadata'
import type { Caller, Guard, Requirement } from '@caefetch/resource'
import { Controller, Get, Module, Req, UseGuards } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { CallerGuard } from './recipes/nestjs.ts'

/** A Nest app, its decorators called as functions: Node runs no others. */
export async function startNest(guard: Guard, secret: Requirement) {
  class Orders {
    list(request: { caller: Caller }) {
      return { oid: request.caller.objectId }
    }
    secret(request: { caller: Caller }) {
      return { oid: request.caller.objectId }
    }
  }
  for (const [method, path] of [
    ['list', '/'],
    ['secret', '/secret'],
  ] as const) {
    const descriptor = Object.getOwnPropertyDescriptor(Orders.prototype, method)
    if (!descriptor) throw new Error(`There is no ${method}.`)
    Get(path)(Orders.prototype, method, descriptor)
    Req()(Orders.prototype, method, 0)
  }
  Controller()(Orders)
  UseGuards(new CallerGuard(guard))(Orders)
  const descriptor = Object.getOwnPropertyDescriptor(Orders.prototype, 'secret')
  if (descriptor) UseGuards(new CallerGuard(guard, secret))(Orders.prototype, 'secret', descriptor)
  class App {}
  Module({ controllers: [Orders] })(App)
  const app = await NestFactory.create(App, { logger: false })
  await app.listen(0, '127.0.0.1')
  const url = await app.getUrl()
  return {
    send: (path: string, headers: HeadersInit) => fetch(url + path, { headers }),
    [Symbol.asyncDispose]: () => app.close(),
  }
}
