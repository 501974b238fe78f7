import type { TokenCredential } from '@azure/identity'
import { EntraIdCredentialsProviderFactory, REDIS_SCOPE_DEFAULT } from '@redis/entraid'
import { createClient } from 'redis'

/** A client of Azure Managed Redis that signs in with Entra, and again before its token ends. */
export async function connectWithEntra(url: string, credential: TokenCredential) {
  const client = createClient({
    url,
    credentialsProvider: EntraIdCredentialsProviderFactory.createForDefaultAzureCredential({
      credential,
      scopes: REDIS_SCOPE_DEFAULT,
      tokenManagerConfig: { expirationRefreshRatio: 0.8 },
      // It has stopped renewing for good, and Redis closes the connection when the token ends.
      onReAuthenticationError: () => client.destroy(),
    }),
  })
  client.on('error', (error) => console.error(error.message))
  await client.connect()
  return client
}
