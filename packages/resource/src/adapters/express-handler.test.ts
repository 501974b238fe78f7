import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { expressHandler } from '../index.ts'

describe('expressHandler', () => {
  it('serves a handler of requests, body and headers and all', async () => {
    const app = express()
    app.post(
      '/echo',
      expressHandler(async (request) => {
        const text = `${request.method} ${request.headers.get('x-one')} ${await request.text()}`
        return new Response(text, { status: 202, headers: { 'x-two': '2' } })
      }),
    )
    app.get(
      '/broken',
      expressHandler(() => Promise.reject(new Error('broken'))),
    )
    app.use(((_error, _request, response, _next) => {
      response.status(500).end('caught')
    }) satisfies ErrorRequestHandler)
    const server = createServer(app).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const headers = { 'x-one': '1' }
    const response = await fetch(`${url}/echo`, { method: 'POST', headers, body: 'größe' })
    expect([response.status, response.headers.get('x-two')]).toEqual([202, '2'])
    expect(await response.text()).toBe('POST 1 größe')
    expect(await (await fetch(`${url}/broken`)).text()).toBe('caught')
    server.closeAllConnections()
    server.close()
  })
})
