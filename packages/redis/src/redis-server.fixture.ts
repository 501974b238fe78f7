import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { redisServer } from '../../../test/gates/redis.ts'

/** A real redis-server on loopback, with a folder of its own, that can be hurt. */
export interface TestRedis extends AsyncDisposable {
  readonly port: number
  readonly url: string
  readonly folder: string
  /** Ends it without notice. */
  kill(): Promise<void>
  /** Starts it again, on the same port and with what is in its folder. */
  start(): Promise<void>
  /** Stops it from running, as a hung machine does, its connections left open. */
  freeze(): void
  thaw(): void
}

/** Starts redis-server on a free port. Nothing is persisted, unless `args` say so. */
export async function startRedis(args: readonly string[] = []): Promise<TestRedis> {
  const executable = redisServer()
  const folder = await mkdtemp(join(tmpdir(), 'caefetch-redis-'))
  let port = 0
  let server: ChildProcess | undefined

  async function start(): Promise<void> {
    const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '']
    const child = spawn(executable, [...settings, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    server = child
    await new Promise<void>((resolve, reject) => {
      let output = ''
      child.stdout.on('data', (data) => {
        output += data
        if (output.includes('Ready to accept connections')) resolve()
      })
      child.on('error', reject)
      child.on('exit', () => reject(new Error(`redis-server ended: ${output}`)))
    })
  }

  async function kill(): Promise<void> {
    const child = server
    server = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  for (let attempt = 1; ; attempt++) {
    port = await freePort()
    try {
      await start()
      break
    } catch (error) {
      // Somebody else may have taken the port in the meantime.
      if (attempt === 5) throw error
    }
  }

  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    folder,
    start,
    kill,
    freeze: () => server?.kill('SIGSTOP'),
    thaw: () => server?.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.')
  return address.port
}
