import {
  AnonymousCredential,
  BlobServiceClient,
  type StoragePipelineOptions,
} from '@azure/storage-blob'
import type { CaeFetch } from '@caefetch/node'
import { createHttpClient } from '../../interop/recipes/azure-sdk.ts'

/** Queues, files and data lakes have the same options. */
export function createBlobService(caeFetch: CaeFetch, url: string): BlobServiceClient {
  // The types name the form of an SDK before; the headers of `createHttpClient` have both.
  const httpClient: unknown = createHttpClient(caeFetch)
  const options = { httpClient } as StoragePipelineOptions
  return new BlobServiceClient(url, new AnonymousCredential(), options)
}
