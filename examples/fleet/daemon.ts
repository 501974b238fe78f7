import { ConfidentialClientApplication } from '@azure/msal-node'
import { createCaeFetch, withCae } from '@caefetch/node'
import { redisShare } from '@caefetch/redis'
import type { DaemonCommand, DaemonReport, DaemonSettings } from './messages.ts'
import { connect } from './redis-client.ts'

// A replica of the daemon. Redis has the token for all of them.

const { config, apis, redisUrl, secret }: DaemonSettings = JSON.parse(process.argv[2] ?? '')
const client = await connect(redisUrl)
const app = new ConfidentialClientApplication(withCae(config))
const problems: string[] = []
const caeFetch = createCaeFetch(app, {
  resources: Object.fromEntries(apis.map((url) => [url, ['api://orders/.default']])),
  share: redisShare({ client, secrets: [secret] }),
  onEvent: (event) => event.type === 'diagnostic' && problems.push(event.message),
})

async function place(id: string, index: number): Promise<[id: string, outcome: number | string]> {
  const url = `${apis[index % apis.length]}/orders`
  try {
    const response = await caeFetch(url, { method: 'POST', body: JSON.stringify({ id }) })
    await response.body?.cancel()
    return [id, response.status]
  } catch (error) {
    return [id, String(error)]
  }
}

const report = (message: DaemonReport): void => {
  process.send?.(message)
}

process.on('message', async ({ ids }: DaemonCommand) => {
  const outcomes = await Promise.all(ids.map(place))
  report({ type: 'placed', outcomes, endedAt: Date.now(), problems })
})
process.on('disconnect', () => process.exit())

report({ type: 'ready' })
