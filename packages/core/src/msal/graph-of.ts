/** What of an MSAL application's `auth` tells its cloud. */
export interface MsalCloud {
  /** The URL of the tenant. */
  authority?: unknown
  /** The cloud by its name, which goes before the authority. */
  azureCloudOptions?: unknown
}

/** The authorities of the US government's clouds, and of China's. */
const national =
  /^https:\/\/login\.(?:(microsoftonline\.us|usgovcloudapi\.net)|(?:partner\.microsoftonline|chinacloudapi)\.cn)(?=[/:]|$)/i

/**
 * The resources of an application that names none, where its cloud is not the global one: the Microsoft
 * Graph of that cloud. Tokens do not cross clouds.
 *
 * Of the clouds of the US government it is that of GCC High; an application in that of the DoD names
 * `https://dod-graph.microsoft.us/`, which has the same authority.
 *
 * @see [National clouds](https://learn.microsoft.com/graph/deployments)
 */
export function graphOf(auth: MsalCloud | undefined): Record<string, string[]> | undefined {
  // MSAL lets the cloud's own option go before the authority.
  const { azureCloudInstance: cloud = 'none' } = Object(auth?.azureCloudOptions)
  const match = national.exec(String(cloud === 'none' ? auth?.authority : cloud))
  if (!match) return undefined
  const graph = `https://${match[1] ? 'graph.microsoft.us' : 'microsoftgraph.chinacloudapi.cn'}/`
  return { [graph]: [`${graph}.default`] }
}
