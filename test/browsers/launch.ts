import { type ExecFileSyncOptions, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Driver } from './driver.ts'
import { webkit } from './webkit.ts'

/** Installs Debian packages where that is possible, or says what to do. */
function need(packages: string[], ...paths: string[]): void {
  const missing = () => paths.filter((path) => !existsSync(path))
  if (missing().length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`Installing ${packages.join(', ')} …`)
    const quiet: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'] }
    execFileSync('apt-get', ['update', '-qq'], quiet)
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet)
  }
  if (missing().length > 0)
    throw new Error(`Install ${packages.join(', ')}: ${missing()} is missing.`)
}

export async function launchFirefox(): Promise<Driver> {
  need(['firefox-esr'], '/usr/bin/firefox-esr')
  const { firefox } = await import('./firefox.ts')
  return firefox('/usr/bin/firefox-esr')
}

export async function launchWebKit(): Promise<Driver> {
  const driver = '/usr/bin/WebKitWebDriver'
  const browser = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'
  const display = '/usr/bin/xvfb-run'
  need(['webkit2gtk-driver', 'xvfb', 'xauth'], driver, browser, display)
  return webkit({ driver, browser, display })
}
