import { type ExecFileSyncOptions, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

interface ChromiumLaunch {
  executablePath: string
  args: string[]
}

const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

// Without these a browser started by root, or behind a closed network, hangs or logs at length.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const find = (): string | undefined => places.find((path) => path && existsSync(path))

/** Finds Chromium, installs it where that is possible (Debian, as root), or says what to do. */
export function chromium(): ChromiumLaunch {
  const executablePath = find() ?? install()
  return { executablePath, args }
}

function install(): string {
  const isDebianRoot = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  if (isDebianRoot) {
    console.log('Installing Chromium for the browser tests …')
    const quiet: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'] }
    execFileSync('apt-get', ['update', '-qq'], quiet)
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      ...quiet,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    const path = find()
    if (path) return path
  }
  throw new Error('Chromium not found: install it, or set CHROMIUM_PATH to its executable.')
}
