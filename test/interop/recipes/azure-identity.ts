import { DefaultAzureCredential } from '@azure/identity'
import {
  type CaeFetch,
  createCaeFetch,
  type NodeOptions,
  type TokenCredential,
} from '@caefetch/node'

export const createFetch = (
  options: NodeOptions,
  credential: TokenCredential = new DefaultAzureCredential(),
): CaeFetch => createCaeFetch(credential, options)
