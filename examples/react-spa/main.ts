import { runDemo } from '../spa/demo.ts'
import { serveReactSpa } from './serve.ts'

const whatToDo = `Sign in as mfa-user@contoso.test. Move to another country: nobody notices. Revoke the session: the
list asks once, and goes on. Delete an order: after the time to undo, the application's own dialog asks.`
await runDemo('npm run demo:react', serveReactSpa, whatToDo)
