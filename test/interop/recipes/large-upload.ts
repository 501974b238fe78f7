import type { CaeFetchOptions } from '@caefetch/core'
import {
  type Client,
  type FileObject,
  LargeFileUploadTask,
  type LargeFileUploadTaskOptions,
} from '@microsoft/microsoft-graph-client'

type Resources = NonNullable<CaeFetchOptions['resources']>

/** `resources` whose upload URLs are told by a parameter, as `tempauth` tells those of SharePoint. */
export const excludeByQuery = (origin: string, scopes: string[], name: string): Resources => ({
  [origin]: { scopes, exclude: ({ searchParams }) => searchParams.has(name) },
})

/** `resources` whose upload URLs are beneath a path of their own: the longest entry holds. */
export const excludeByPath = (origin: string, scopes: string[], path: string): Resources => ({
  [origin]: scopes,
  [new URL(path, origin).href]: { scopes: [] },
})

/** `const task = await createUpload(createGraphClient(caeFetch), url, file); await task.upload()` */
export async function createUpload<T>(
  client: Client,
  url: string,
  file: FileObject<T>,
  options?: LargeFileUploadTaskOptions,
): Promise<LargeFileUploadTask<T>> {
  const session = await LargeFileUploadTask.createUploadSession(client, url, {
    item: { name: file.name },
  })
  return new LargeFileUploadTask(client, file, session, options)
}
