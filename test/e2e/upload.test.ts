import { encodeClaims, formatChallenge } from '@caefetch/core'
import { expect, test } from 'vitest'
import { createCertificate } from '../../packages/emulator/src/server/certificate.ts'
import { type Secured, startLoopbackApi } from './loopback-api.fixture.ts'
import { startBrowser } from './spa.fixture.ts'

const visit = await startBrowser()
const size = 5 * 1024 * 1024

/** Refuses every second upload, with a challenge that any new sign-in meets. */
const startUploads = (secured?: Secured) => {
  let uploads = 0
  return startLoopbackApi((_, response) => {
    if (uploads++ % 2 === 1) return
    const claims = encodeClaims({ access_token: { nbf: { essential: true, value: '1' } } })
    response.statusCode = 401
    response.setHeader('access-control-expose-headers', 'WWW-Authenticate')
    response.setHeader(
      'www-authenticate',
      formatChallenge({ scheme: 'Bearer', params: { error: 'insufficient_claims', claims } }),
    )
  }, secured)
}

const bodies = ['Blob', 'FormData', 'Request'] as const

test.for(bodies)('5 MB as %s arrive whole at the second send', async (kind) => {
  await using spa = await visit()
  await using uploads = await startUploads()
  await spa.signIn()
  const status = await spa.page.evaluate(
    async ([url, name, length]) => {
      const resources = { [url]: ['api://orders/orders.write'] }
      const upload = caefetch.createCaeFetch(msal, { resources, maxReplayBytes: length })
      const blob = new Blob([new Uint8Array(length)], { type: 'text/csv' })
      const form = new FormData()
      form.set('file', blob)
      const method = 'POST'
      const calls = {
        Blob: () => upload(url, { method, body: blob }),
        FormData: () => upload(url, { method, body: form }),
        Request: () => upload(new Request(url, { method, body: blob })),
      }
      return (await calls[name]()).status
    },
    [uploads.url, kind, size] as const,
  )
  expect(status).toBe(200)
  const [refused, replayed, ...more] = uploads.received
  expect(more).toEqual([])
  // The parts of a form have a frame around them.
  expect(replayed?.bytes).toBe(refused?.bytes)
  expect(replayed?.bytes).toBeGreaterThanOrEqual(size)
  expect(replayed?.bytes).toBeLessThan(size + 300)
  expect(replayed?.type?.split(';')[0]).toBe(refused?.type?.split(';')[0])
  expect(replayed?.authorization).toMatch(/^Bearer /)
  expect(replayed?.authorization).not.toBe(refused?.authorization)
})

test('5 MB as a stream arrive whole at the second send, over HTTP/2', async () => {
  // Chromium sends streams over HTTP/2 only, and that takes https.
  await using spa = await visit({ context: { ignoreHTTPSErrors: true } })
  await using uploads = await startUploads(createCertificate())
  await spa.signIn()
  const statuses = await spa.page.evaluate(
    async ([url, length]) => {
      const resources = { [url]: ['api://orders/orders.write'] }
      const body = () => new Blob([new Uint8Array(length)]).stream()
      const upload = async (maxReplayBytes: number) => {
        const call = caefetch.createCaeFetch(msal, { resources, maxReplayBytes })
        const init = { method: 'POST', body: body(), duplex: 'half' }
        return call(url, init).then(
          ({ status }) => status,
          ({ name }) => name,
        )
      }
      return [await upload(length), await upload(length - 1)]
    },
    [uploads.url, size] as const,
  )
  expect(statuses).toEqual([200, 'BodyNotReplayableError'])
  expect(uploads.received.map(({ bytes }) => bytes)).toEqual([size, size, size])
})
