import type { Context } from '../context.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import { type Cloud, findCloud } from './cloud.ts'
import { adminClientId, type TenantOptions } from './options.ts'
import { createSignIn, type SignIn } from './sign-in.ts'

/** Graph of a tenant, for whoever runs the command. */
export interface OpenGraph {
  readonly graph: Graph
  /** The same with another signal: for requests that Ctrl-C must not cut off halfway. */
  graphUntil(signal: AbortSignal): Graph
  readonly cloud: Cloud
  readonly signIn: SignIn
  /** The tenant of whoever has signed in. */
  tenantId(): Promise<string>
}

/** Opens Graph with these permissions, such as `Application.Read.All`; nobody signs in before the first call. */
export async function openGraph(
  options: TenantOptions,
  permissions: readonly string[],
  context: Context,
): Promise<OpenGraph> {
  const cloud = await findCloud(options, context.signal)
  const signIn = createSignIn({ clientId: options.clientId ?? adminClientId, cloud, context })
  const scopes = permissions.map((name) => `${cloud.graphResource}/${name}`)
  const fetch = signIn.fetch({ [`${cloud.graph}/`]: scopes })
  const graphUntil = (signal: AbortSignal): Graph =>
    createGraph({ fetch, url: cloud.graph, signal })
  const tenantId = async () => (await signIn.account())?.tenantId ?? cloud.tenantId
  return { cloud, signIn, tenantId, graph: graphUntil(context.signal), graphUntil }
}
