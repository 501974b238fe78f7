import { setupServer } from 'msw/node'
import { mockedChallengeRecipe } from './mocked-challenge.fixture.ts'

const server = setupServer()

mockedChallengeRecipe({
  start: () => server.listen({ onUnhandledFrame: 'error' }),
  use: server.use,
  reset: () => server.resetHandlers(),
  stop: () => server.close(),
})
