import type { Weighed } from './weigh.ts'

/** Where the calls of the check go. */
const origin = 'https://api.contoso.test'
const host = 'api.contoso.test'
const url = `${origin}/orders`
const scopes = ['api://orders/orders.read']
const clientId = '22222222-2222-4222-8222-222222222222'

type BearerPolicy = typeof import('./entries/bearer-policy.ts')
type AzurePipeline = typeof import('./entries/azure-pipeline.ts')
type AzureSdk = typeof import('./entries/azure-sdk.ts')
type Kiota = typeof import('./entries/kiota.ts')
type KiotaAzure = typeof import('./entries/kiota-azure.ts')

/** Ours first; the order is that of what each is made of. */
export const contenders: Weighed[] = [
  {
    name: '@caefetch/browser',
    entry: 'caefetch-browser',
    send: ({ createCaeFetch }: typeof import('./entries/caefetch-browser.ts'), msal) =>
      createCaeFetch(msal, { resources: { [origin]: scopes } })(url),
  },
  {
    name: '@caefetch/core',
    entry: 'caefetch-core',
    note: 'all of it, which @caefetch/browser has in it; whoever uses it alone writes the source of tokens',
    send({ createCaeFetch }: typeof import('./entries/caefetch-core.ts'), msal) {
      const tokens = {
        async getToken({ claims }: { claims?: object }) {
          const request = { scopes, ...(claims && { claims: JSON.stringify(claims) }) }
          return { token: (await msal.acquireTokenSilent(request)).accessToken }
        },
      }
      return createCaeFetch(tokens, { resources: { [origin]: scopes } })(url)
    },
  },
  {
    name: 'core-rest-pipeline, bearer policy',
    entry: 'bearer-policy',
    note: 'in an empty pipeline, with a hand-written credential over MSAL',
    send(azure: BearerPolicy, msal) {
      const pipeline = azure.createEmptyPipeline()
      const credential = azure.credentialOf(msal)
      pipeline.addPolicy(azure.bearerTokenAuthenticationPolicy({ credential, scopes }))
      const request = azure.createPipelineRequest({ url })
      return pipeline.sendRequest(azure.createDefaultHttpClient(), request)
    },
  },
  {
    name: 'core-rest-pipeline and @azure/identity',
    entry: 'azure-pipeline',
    note: 'the pipeline of Azure SDK clients, with `InteractiveBrowserCredential`',
    send(azure: AzurePipeline) {
      const pipeline = azure.createPipelineFromOptions({})
      const credential = new azure.InteractiveBrowserCredential({ clientId })
      pipeline.addPolicy(azure.bearerTokenAuthenticationPolicy({ credential, scopes }))
      const request = azure.createPipelineRequest({ url })
      return pipeline.sendRequest(azure.createDefaultHttpClient(), request)
    },
  },
  {
    name: 'core-client and @azure/identity',
    entry: 'azure-sdk',
    note: 'what every generated Azure SDK client stands on: `ServiceClient` also serializes',
    send(azure: AzureSdk) {
      const credential = new azure.InteractiveBrowserCredential({ clientId })
      const client = new azure.ServiceClient({ credential, credentialScopes: scopes })
      return client.sendRequest(azure.createPipelineRequest({ url }))
    },
  },
  {
    name: 'Kiota',
    entry: 'kiota',
    note: 'its adapter, with a hand-written token provider over MSAL; what deserializes comes on top',
    send(kiota: Kiota, msal) {
      const adapter = kiota.createAdapter(msal, scopes, host)
      const request = new kiota.RequestInformation(kiota.HttpMethod.GET, url)
      return adapter.sendPrimitive(request, 'ArrayBuffer', undefined)
    },
  },
  {
    name: 'Kiota and @azure/identity',
    entry: 'kiota-azure',
    note: 'its adapter, with its own provider for `InteractiveBrowserCredential`',
    send(kiota: KiotaAzure) {
      const credential = new kiota.InteractiveBrowserCredential({ clientId })
      const hosts = new Set([host])
      const provider = new kiota.AzureIdentityAuthenticationProvider(credential, scopes, {}, hosts)
      const request = new kiota.RequestInformation(kiota.HttpMethod.GET, url)
      return new kiota.FetchRequestAdapter(provider).sendPrimitive(
        request,
        'ArrayBuffer',
        undefined,
      )
    },
  },
  {
    name: 'Microsoft Graph client',
    entry: 'microsoft-graph-client',
    note: 'it leaves challenges to its caller: with the hand-written code as its transport',
    send: ({ createGraphClient }: typeof import('./entries/microsoft-graph-client.ts'), msal) =>
      createGraphClient(msal, scopes).api(url).get(),
  },
  {
    name: 'ky with hooks',
    entry: 'ky',
    note: 'hooks as in its README, over the hand-written code',
    send: ({ createKy }: typeof import('./entries/ky.ts'), msal) => createKy(msal, scopes)(url),
  },
  {
    name: 'code as in samples',
    entry: 'hand-written',
    note: 'written anew; all that it does is one popup and one repetition for each call',
    send: ({ fetchWith }: typeof import('./entries/hand-written.ts'), msal) =>
      fetchWith(msal, scopes)(url),
  },
]
