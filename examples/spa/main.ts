import { serveSpa } from './serve.ts'

const spa = await serveSpa({ port: Number(process.env.PORT ?? 5173) })
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
