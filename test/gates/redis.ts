import { type ExecFileSyncOptions, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folders = [...(process.env.PATH ?? '').split(':'), '/usr/local/bin', '/opt/homebrew/bin']
const names = ['redis-server', 'valkey-server']

const find = (): string | undefined => {
  const places = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  return [process.env.REDIS_SERVER_PATH, ...places].find((path) => path && existsSync(path))
}

/** Finds Redis or Valkey, installs it where that is possible (Debian, as root), or says what to do. */
export function redisServer(): string {
  return find() ?? install()
}

function install(): string {
  const isDebianRoot = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  if (isDebianRoot) {
    console.log('Installing redis-server for the tests of fleets …')
    const quiet: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'] }
    execFileSync('apt-get', ['update', '-qq'], quiet)
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], {
      ...quiet,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    const path = find()
    if (path) return path
  }
  throw new Error('redis-server not found: install it, or set REDIS_SERVER_PATH to its executable.')
}
