import { serveSpa } from './serve.ts'

const port = Number(process.env.PORT ?? 5173)
const spa = await serveSpa({ port }).catch((error: Error) => {
  const isTaken = /already in use|EADDRINUSE|EACCES/.test(error.message)
  console.error(
    isTaken
      ? `Port ${port} is taken: choose another with PORT=5174 npm run demo:spa, or any free one with PORT=0.`
      : `The application does not start: ${error.message}`,
  )
  process.exit(1)
})
console.log(`
The application   ${spa.url}        (add ?interaction=redirect to leave the page instead of a popup)
The orders API    ${spa.api.url}
Entra             ${spa.entra.url}

Sign in as mfa-user@contoso.test, list the orders, revoke the session, list them again.
Stop with Ctrl-C.
`)

process.once('SIGINT', async () => {
  await spa[Symbol.asyncDispose]()
})
