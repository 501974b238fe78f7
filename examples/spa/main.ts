import { runDemo } from './demo.ts'
import { serveSpa } from './serve.ts'

const whatToDo =
  'Sign in as mfa-user@contoso.test, list the orders, revoke the session, list them again.'
await runDemo('npm run demo:spa', serveSpa, whatToDo)
