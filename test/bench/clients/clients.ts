import { caefetchCore } from './caefetch-core.ts'
import { caefetchNode } from './caefetch-node.ts'
import type { Client } from './client.ts'
import { azurePipeline, bearerPolicy } from './core-rest-pipeline.ts'
import { handWritten } from './hand-written.ts'
import { kiota } from './kiota.ts'
import { ky } from './ky.ts'
import { microsoftGraphClient } from './microsoft-graph-client.ts'

/** All that are compared, ours first. */
export const clients: Client[] = [
  caefetchCore,
  caefetchNode,
  bearerPolicy,
  azurePipeline,
  kiota,
  microsoftGraphClient,
  ky,
  handWritten,
]
