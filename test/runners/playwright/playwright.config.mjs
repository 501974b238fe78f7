import { defineConfig } from '@playwright/test'
import { chromium } from '../../gates/chromium.ts'

export default defineConfig({
  testMatch: '*.spec.mjs',
  use: { launchOptions: chromium() },
})
