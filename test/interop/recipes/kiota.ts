import { AnonymousAuthenticationProvider, type RequestAdapter } from '@microsoft/kiota-abstractions'
import { DefaultRequestAdapter } from '@microsoft/kiota-bundle'
import { KiotaClientFactory } from '@microsoft/kiota-http-fetchlibrary'

/** The adapter for any generated client: `createOrdersClient(createAdapter(caeFetch))`. */
export const createAdapter = (caeFetch: typeof fetch): RequestAdapter =>
  new DefaultRequestAdapter(
    new AnonymousAuthenticationProvider(),
    undefined,
    undefined,
    KiotaClientFactory.create(caeFetch),
  )
