import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { encodeClaims, formatChallenge } from '@caefetch/core'
import { expect, test } from 'vitest'
import { startBrowser } from '../../e2e/spa.fixture.ts'
import { loadClients } from './load-clients.fixture.ts'

const visit = await startBrowser()
const size = 5 * 1024 * 1024
const claims = encodeClaims({ access_token: { nbf: { essential: true, value: '1' } } })
const challenge = formatChallenge({
  scheme: 'Bearer',
  params: { error: 'insufficient_claims', claims },
})

/** Takes uploads whole, but for the first: that is refused once half of it has come. */
async function startUploads() {
  const received: { bytes: number; authorization: string | undefined }[] = []
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', 'authorization, content-type')
    response.setHeader('access-control-allow-methods', '*')
    response.setHeader('access-control-expose-headers', 'WWW-Authenticate')
    if (request.method === 'OPTIONS') return void response.end()
    const upload = { bytes: 0, authorization: request.headers.authorization }
    const isFirst = received.push(upload) === 1
    for await (const chunk of request) {
      upload.bytes += chunk.length
      if (isFirst && upload.bytes > size / 2 && !response.writableEnded) {
        response.writeHead(401, { 'www-authenticate': challenge }).end()
      }
    }
    if (!isFirst) response.end('taken')
  }
  const server = createServer((request, response) => void take(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

test('5 MB over XMLHttpRequest are refused half-way, arrive whole, and tell their progress', async () => {
  await using spa = await visit()
  await using uploads = await startUploads()
  await spa.signIn()
  await loadClients(spa.page)
  const { data, progress } = await spa.page.evaluate(
    async ([url, length]) => {
      const { axios } = connectClients(msal, url)
      const told: number[] = []
      const response = await axios.put('/files/1', new Blob([new Uint8Array(length)]), {
        onUploadProgress: ({ loaded }) => told.push(loaded),
      })
      return { data: response.data, progress: told }
    },
    [uploads.url, size] as const,
  )
  expect(data).toBe('taken')
  expect(progress.length).toBeGreaterThan(1)
  expect(progress.at(-1)).toBe(size)
  const [refused, whole, ...more] = uploads.received
  expect(more).toEqual([])
  expect(refused?.bytes).toBeGreaterThan(size / 2)
  expect(whole?.bytes).toBe(size)
  expect(whole?.authorization).toMatch(/^Bearer /)
  expect(whole?.authorization).not.toBe(refused?.authorization)
})

test('an upload that is given up ends at once', async () => {
  await using spa = await visit()
  await using uploads = await startUploads()
  await spa.signIn()
  await loadClients(spa.page)
  const code = await spa.page.evaluate(
    async ([url, length]) => {
      const controller = new AbortController()
      const { signal } = controller
      const upload = connectClients(msal, url).axios.put(
        '/files/1',
        new Blob([new Uint8Array(length)]),
        {
          signal,
          onUploadProgress: () => controller.abort(),
        },
      )
      return upload.then(
        () => 'taken',
        (error) => error.code,
      )
    },
    [uploads.url, size] as const,
  )
  expect(code).toBe('ERR_CANCELED')
})
