import { CaeProvider, createChallenge, useCaeFetch, usePendingAfterRedirect } from './index.ts'
import { StepUp } from './step-up.fixture.tsx'

function Orders() {
  const caeFetch = useCaeFetch()
  const pending = usePendingAfterRedirect()
  return (
    <p>
      {typeof caeFetch} and {pending.length} pending
    </p>
  )
}

/** All hooks at once, as a server renders them and a page takes them over. */
export function createApplication() {
  const challenge = createChallenge()
  const application = (
    <CaeProvider fetch={fetch} challenge={challenge}>
      <StepUp />
      <Orders />
    </CaeProvider>
  )
  return { challenge, application }
}

/** What the server makes of it. */
export const serverMarkup =
  '<p>nothing is asked</p><p>function<!-- --> and <!-- -->0<!-- --> pending</p>'
