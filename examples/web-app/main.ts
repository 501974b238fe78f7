import { startSurroundings } from './serve.ts'

const surroundings = await startSurroundings()
const shop = await surroundings.startReplica({ port: Number(process.env.PORT ?? 4000) })
console.log(`
The shop         ${shop.url}
The orders API   ${surroundings.api.url}
Entra            ${surroundings.entra.url}

Sign in as mfa-user@contoso.test, delete an order, revoke the sessions on Entra's page.
Stop with Ctrl-C.
`)

process.once('SIGINT', async () => {
  await shop[Symbol.asyncDispose]()
  await surroundings[Symbol.asyncDispose]()
})
