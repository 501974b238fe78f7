import { AuthenticatedTemplate, UnauthenticatedTemplate } from '@azure/msal-react'
import { type ReactNode, Suspense, useEffect, useId } from 'react'
import { Account } from './account.tsx'
import { Administrator } from './administrator.tsx'
import { QueryBoundary } from './boundary.tsx'
import { Orders } from './orders.tsx'
import { Pending } from './pending.tsx'
import { Recoveries } from './recoveries.tsx'

export function App() {
  useEffect(() => {
    document.documentElement.dataset.ready = 'true'
  }, [])
  return (
    <>
      <header>
        <h1>Orders</h1>
        <Account />
      </header>
      <main>
        <Section name="orders" title="What the user does">
          <UnauthenticatedTemplate>
            <p>Sign in to see your orders.</p>
          </UnauthenticatedTemplate>
          <AuthenticatedTemplate>
            <Pending />
            <QueryBoundary>
              <Suspense fallback={<p aria-busy="true">Reading the orders …</p>}>
                <Orders />
              </Suspense>
            </QueryBoundary>
            <p className="hint">
              Deleting takes a second factor. It happens when the time to undo is over: then no
              click is near, and the application’s own dialog asks for one.
            </p>
          </AuthenticatedTemplate>
        </Section>
        <Section name="elsewhere" title="What happens elsewhere">
          <Administrator />
        </Section>
        <Section name="recoveries" title="How the calls recovered">
          <Recoveries />
        </Section>
      </main>
    </>
  )
}

function Section({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section className={name} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}
