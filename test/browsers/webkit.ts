import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Driver } from './driver.ts'

export interface WebKitPaths {
  driver: string
  browser: string
  display: string
}

const port = 4723

/** WebKitGTK, over WebDriver, on a display of its own. */
export async function webkit(paths: WebKitPaths): Promise<Driver> {
  const command = ['-a', paths.driver, `--port=${port}`]
  const env = { ...process.env, WEBKIT_DISABLE_COMPOSITING_MODE: '1', LIBGL_ALWAYS_SOFTWARE: '1' }
  const server = spawn(paths.display, command, { stdio: 'ignore', env, detached: true })
  const stop = () => {
    if (server.pid) process.kill(-server.pid, 'SIGTERM')
  }

  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    })
    const { value } = (await response.json()) as { value: unknown }
    if (!response.ok) throw new Error(JSON.stringify(value))
    return value
  }

  const capabilities = {
    alwaysMatch: {
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: paths.browser, args: ['--automation'] },
    },
  }
  const created = (await started(() => ask('POST', '/session', { capabilities })).catch((error) => {
    stop()
    throw error
  })) as { sessionId: string; capabilities: { browserVersion: string } }
  const session = `/session/${created.sessionId}`

  const evaluate = (expression: string) =>
    ask('POST', `${session}/execute/async`, {
      script: `const done = arguments[0]; Promise.resolve(${expression}).then(done, () => done(null))`,
      args: [],
    })

  return {
    name: `WebKitGTK/${created.capabilities.browserVersion}`,
    async goto(url) {
      await ask('POST', `${session}/url`, { url })
    },
    evaluate,
    async click(element) {
      const middle = `(({ x, y, width, height }) => [x + width / 2, y + height / 2].map(Math.round))(${element}.getBoundingClientRect())`
      const [x, y] = (await evaluate(middle)) as [number, number]
      const actions = [
        { type: 'pointerMove', duration: 0, x, y },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ]
      await ask('POST', `${session}/actions`, {
        actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }],
      })
    },
    windows: async () => ((await ask('GET', `${session}/window/handles`)) as string[]).length,
    async [Symbol.asyncDispose]() {
      await ask('DELETE', session)
      stop()
      await once(server, 'exit')
    },
  }
}

/** The driver takes a moment to listen. */
async function started<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof TypeError) || attempt === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
