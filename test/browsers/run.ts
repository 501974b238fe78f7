import { type ExecFileSyncOptions, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Driver } from './driver.ts'
import { firefox } from './firefox.ts'
import { tellReact } from './react-story.ts'
import { tell } from './story.ts'
import { webkit } from './webkit.ts'

// `npm run test:browsers`: the parts that need no popup, in the browsers that npm test does not run.

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

const browsers: Record<string, () => Promise<Driver>> = {
  async firefox() {
    need(['firefox-esr'], '/usr/bin/firefox-esr')
    return firefox('/usr/bin/firefox-esr')
  },
  async webkit() {
    const driver = '/usr/bin/WebKitWebDriver'
    const browser = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'
    const display = '/usr/bin/xvfb-run'
    need(['webkit2gtk-driver', 'xvfb', 'xauth'], driver, browser, display)
    return webkit({ driver, browser, display })
  },
}

let failed = 0
for (const [name, start] of Object.entries(browsers)) {
  for (const tellStory of [tell, tellReact]) {
    try {
      await using driver = await start()
      console.log(driver.name)
      await tellStory(driver, (step) => console.log(`  ✓ ${step}`))
    } catch (error) {
      failed++
      console.log(`  ✗ ${name}: ${error instanceof Error ? error.message : error}`)
    }
  }
}
process.exitCode = failed
