import {
  bearerTokenAuthenticationPolicy,
  createEmptyPipeline,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
  type Pipeline,
} from '@azure/core-rest-pipeline'
import type { Call, Client, World } from './client.ts'
import { credentialOf } from './credential.ts'

/** The bearer policy alone. */
export const bearerPolicy: Client = {
  name: 'core-rest-pipeline, bearer policy',
  note: 'the policy in an empty pipeline; to build the request counts as part of the transport, which over loopback is node:http, not fetch',
  create: (world) => send(world, authorized(createEmptyPipeline(), world)),
  bare: (world) => send(world),
}

/** The pipeline that Azure SDK clients have: retries, redirects, request ids, tracing, logging. */
export const azurePipeline: Client = {
  name: 'core-rest-pipeline, its pipeline',
  note: 'createPipelineFromOptions with the policy, as in Azure SDK clients; node:http again',
  create: (world) => send(world, authorized(createPipelineFromOptions({}), world)),
  bare: (world) => send(world),
}

/** What the policy adds to that pipeline, and nothing else. */
export const bearerPolicyOnly: Client = {
  ...azurePipeline,
  name: 'core-rest-pipeline, only its bearer policy',
  note: 'its pipeline with the policy, less the same pipeline without it',
  bare: (world) => send(world, createPipelineFromOptions({})),
}

const authorized = (pipeline: Pipeline, { app, scopes }: World): Pipeline => {
  const credential = credentialOf(app)
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes }))
  return pipeline
}

function send(world: World, pipeline?: Pipeline): Call {
  const origin = world.url.replace('http:', 'https:')
  const transport = overHttp(world.httpClient)
  return async (path) => {
    const request = createPipelineRequest({ url: origin + path })
    const sent = pipeline
      ? pipeline.sendRequest(transport, request)
      : transport.sendRequest(request)
    const { status } = await sent
    return status
  }
}

/** The policy wants https, and loopback has none: what it has passed goes out over http. */
const overHttp = (client: HttpClient): HttpClient => ({
  sendRequest(request) {
    request.url = request.url.replace('https:', 'http:')
    request.allowInsecureConnection = true
    return client.sendRequest(request)
  },
})
