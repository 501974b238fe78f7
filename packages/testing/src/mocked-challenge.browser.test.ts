import { setupWorker } from 'msw/browser'
import { mockedChallengeRecipe } from './mocked-challenge.fixture.ts'

const worker = setupWorker()

mockedChallengeRecipe({
  start: () => worker.start({ quiet: true, onUnhandledFrame: 'bypass' }),
  use: worker.use,
  reset: () => worker.resetHandlers(),
  stop: () => worker.stop(),
})
