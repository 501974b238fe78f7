import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import { defineConfig } from 'vite'

// A local Entra, and an API that takes a second factor to delete something.
export default defineConfig(async () => {
  const emulator = await startEmulator()
  const api = await startOrdersApi(emulator)
  console.log(`\n  Entra: ${emulator.url}`)
  const { auth } = emulator.msalConfig('spa')
  return {
    define: {
      entra: JSON.stringify({ ...auth, redirectUri: '/auth.html' }),
      api: JSON.stringify(api.url),
    },
  }
})
