import type { Driver } from './driver.ts'
import { launchFirefox, launchWebKit } from './launch.ts'
import { tellReact } from './react-story.ts'
import { tell } from './story.ts'

// `npm run test:browsers`: the parts that need no popup, in the browsers that npm test does not run.

const browsers: Record<string, () => Promise<Driver>> = {
  firefox: launchFirefox,
  webkit: launchWebKit,
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
