import { createClient } from 'redis'

/** A client that comes back by itself; what goes wrong meanwhile is seen where it is used. */
export async function connect(url: string) {
  const client = createClient({ url })
  client.on('error', () => {})
  await client.connect()
  return client
}
