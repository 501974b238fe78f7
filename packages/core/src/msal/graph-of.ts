/** What of an MSAL application's `auth` tells its cloud. */
export interface MsalCloud {
  authority?: unknown
  azureCloudOptions?: unknown
}

const graphs = [
  ['microsoftonline.us|usgovcloudapi.net', 'graph.microsoft.us'],
  ['partner.microsoftonline.cn|chinacloudapi.cn', 'microsoftgraph.chinacloudapi.cn'],
] as const

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
  const { authority, azureCloudOptions } = auth ?? {}
  // MSAL lets the cloud's own option go before the authority.
  const { azureCloudInstance } = Object(azureCloudOptions)
  const isCloud = typeof azureCloudInstance === 'string' && azureCloudInstance !== 'none'
  const [, host = ''] =
    /^https:\/\/login\.([^/:?#]+)/i.exec(String(isCloud ? azureCloudInstance : authority)) ?? []
  const [, graph] = graphs.find(([hosts]) => hosts.split('|').includes(host.toLowerCase())) ?? []
  return graph && { [`https://${graph}/`]: [`https://${graph}/.default`] }
}
