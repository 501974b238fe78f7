import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { InteractionRequiredError } from '@caefetch/core'
import { createCaeFetch, type NodeOptions, withCae } from '@caefetch/node'
import { type FileObject, FileUpload, StreamUpload } from '@microsoft/microsoft-graph-client'
import { describe, expect, it } from 'vitest'
import { scope, startGuardedApi } from './guarded-api.fixture.ts'
import { serve } from './loopback.fixture.ts'
import { createUpload, excludeByPath, excludeByQuery } from './recipes/large-upload.ts'
import { createGraphClient } from './recipes/microsoft-graph-client.ts'

const graph = 'https://graph.microsoft.com'
const rangeSize = 320 * 1024
const file = randomBytes(5 * rangeSize + 17)

/** What a chunk came with. */
interface Chunk {
  range: string | null
  authorization: boolean
  status: number
}

/** Upload sessions, as Graph has them: what arrives is put together, and each range is taken once. */
function createUploads() {
  const received = Buffer.alloc(file.length)
  const chunks: Chunk[] = []
  let next = 0
  const expected = () => ({ nextExpectedRanges: [`${next}-`], expirationDateTime })
  async function take(request: Request): Promise<Response> {
    if (request.method === 'GET') return Response.json(expected())
    const range = request.headers.get('content-range')
    const [, from = '', to = '', size = ''] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range ?? '') ?? []
    const body = Buffer.from(await request.arrayBuffer())
    const isNext = Number(from) === next && body.length === Number(to) - next + 1
    const status = !isNext ? 416 : Number(to) + 1 === Number(size) ? 201 : 202
    chunks.push({ range, authorization: request.headers.has('authorization'), status })
    if (!isNext) return Response.json({ error: { code: 'invalidRange' } }, { status })
    body.copy(received, next)
    next += body.length
    return status === 201
      ? Response.json({ id: 'item', size: next }, { status })
      : Response.json(expected(), { status })
  }
  return { received, chunks, take }
}

const expirationDateTime = '2099-01-01T00:00:00Z'

interface Place {
  /** Where the session's chunks go, beneath the API. */
  path: string
  /** Whether whoever has the URL may upload. */
  isPreAuthenticated: boolean
  resources: NonNullable<NodeOptions['resources']>
}

async function startDrive({ path, isPreAuthenticated, resources }: Place) {
  const uploads = createUploads()
  const api = await startGuardedApi({}, (request) =>
    new URL(request.url).pathname.endsWith('/createUploadSession')
      ? Response.json({ uploadUrl: `${graph}${path}`, expirationDateTime })
      : uploads.take(request),
  )
  const server = await serve((request) =>
    isPreAuthenticated && request.url.endsWith(path) ? uploads.take(request) : api.answer(request),
  )
  const app = new ConfidentialClientApplication(withCae(api.emulator.msalConfig('daemon')))
  const caeFetch = createCaeFetch(app, {
    resources,
    // The client takes https for URLs and all else for paths; these go over HTTP to the server.
    async fetch(input, init) {
      const response = await fetch(String(input).replace(graph, server.url), init)
      return new Response(response.body, response)
    },
  })
  const client = createGraphClient(caeFetch)
  return {
    ...api,
    ...uploads,
    revoke: () => api.emulator.revokeSessions('daemon'),
    list: () => client.api(`${graph}/drive/root/createUploadSession`).get(),
    createTask: (content: FileObject<unknown>, progress: () => void) =>
      createUpload(client, `${graph}/drive/root/createUploadSession`, content, {
        rangeSize,
        uploadEventHandlers: { progress },
      }),
    claimsRequests: () =>
      api.emulator.journal
        .tokenRequests()
        .filter(({ claims }) => claims?.access_token && 'nbf' in claims.access_token),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await api.emulator.close()
    },
  }
}

const bytes = new Uint8Array(file).buffer
const contents: [string, () => FileObject<unknown>][] = [
  ['a buffer', () => new FileUpload(bytes, 'file', file.length)],
  ['a Blob', () => new FileUpload(new Blob([bytes]), 'file', file.length)],
  [
    'a stream of Node',
    () => new StreamUpload(Readable.from([file], { objectMode: false }), 'file', file.length),
  ],
]

const preAuthenticated: [string, Place][] = [
  [
    'an entry without scopes',
    {
      path: '/uploads/session-1',
      isPreAuthenticated: true,
      resources: excludeByPath(graph, [scope], '/uploads/'),
    },
  ],
  [
    'exclude',
    {
      path: '/drive/items/1/uploadSession?guid=1&tempauth=secret',
      isPreAuthenticated: true,
      resources: excludeByQuery(graph, [scope], 'tempauth'),
    },
  ],
]

const guarded: Place = {
  path: '/drive/items/1/uploadSession',
  isPreAuthenticated: false,
  resources: { [graph]: [scope] },
}

describe.each(preAuthenticated)('an upload to a URL that is kept from tokens by %s', (_, place) => {
  it.each(contents)('arrives whole, of %s, and no token goes there', async (_kind, content) => {
    await using drive = await startDrive(place)
    await drive.list()
    await drive.revoke()
    // The session is asked for with a token that is revoked, and again halfway through.
    let sent = 0
    const task = await drive.createTask(content(), () => {
      if (++sent === 3) revoked = drive.revoke()
    })
    let revoked = Promise.resolve()
    const { responseBody } = await task.upload()
    await revoked
    expect(responseBody).toMatchObject({ id: 'item', size: file.length })
    expect(drive.received.equals(file)).toBe(true)
    expect(drive.chunks.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 201])
    expect(drive.chunks.filter(({ authorization }) => authorization)).toEqual([])
    expect(drive.statuses).toEqual([200, 401, 200])
    await drive.list()
    expect(drive.statuses.slice(3)).toEqual([401, 200])
  })
})

describe('an upload whose chunks the API challenges halfway', () => {
  it.each(contents)('arrives whole, of %s, each range once', async (_kind, content) => {
    await using drive = await startDrive(guarded)
    let sent = 0
    const { promise, resolve } = Promise.withResolvers<void>()
    const source = content()
    const slice = source.sliceFile.bind(source)
    // The next chunk is cut when the session is revoked.
    source.sliceFile = async (range) => {
      if (sent === 3) await promise
      return slice(range)
    }
    const task = await drive.createTask(source, () => {
      if (++sent === 3) drive.revoke().then(resolve)
    })
    await task.upload()
    expect(drive.received.equals(file)).toBe(true)
    expect(drive.statuses).toEqual([200, 202, 202, 202, 401, 202, 202, 201])
    const ranges = drive.chunks.map(({ range }) => range)
    expect(new Set(ranges).size).toBe(6)
    expect(ranges).toHaveLength(6)
    expect(drive.claimsRequests()).toHaveLength(1)
  })

  it('stops where a person is needed, and is resumed from there', async () => {
    await using drive = await startDrive(guarded)
    let sent = 0
    const task = await drive.createTask(new FileUpload(bytes, 'file', file.length), () => {
      if (++sent === 3) drive.require({ authContext: 'c1' })
    })
    const error = await task.upload().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ cause: expect.any(InteractionRequiredError) })
    expect(drive.statuses).toEqual([200, 202, 202, 202, 401])
    drive.require({})
    await task.resume()
    expect(drive.received.equals(file)).toBe(true)
    expect(drive.chunks.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 201])
  })
})
