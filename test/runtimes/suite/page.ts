import type { Platform } from './check.ts'
import { clientGroups, run } from './run.ts'

// A script that leaves the suite to be called: all of it in edge-runtime, what is for clients in a browser.

Object.assign(globalThis, {
  runSuite: run,
  runClients: (platform: Platform) => run(platform, clientGroups(platform)),
})
