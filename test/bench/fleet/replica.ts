import { redisRevocations } from '@caefetch/redis'
import { createClient } from 'redis'

// A replica of an API: follows revocations, and does other work. Told to revoke, it says when that was
// accepted; of what others have revoked, when it came into force. Times are those of the machine's clock.

const [redisUrl = ''] = process.argv.slice(2)
const now = (): number => performance.timeOrigin + performance.now()
const client = createClient({ url: redisUrl })
await client.connect()
const store = await redisRevocations({ client, onProblem() {} })
const life = 104_400

let heard: [cutoff: number, at: number][] = []
store.onRaise?.((cutoff) => heard.push([cutoff, now()]))

let isBusy = false
/** Look-ups, and some commands to the same Redis, as an API has them; most of the time is left to others. */
async function work(): Promise<void> {
  while (isBusy) {
    for (let count = 0; count < 200; count++) store.latest({ tid: 't', oid: `user-${count}` })
    await client.get('some key')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

process.on('message', async (command: { type: string; cutoff: number }) => {
  if (command.type === 'work') {
    isBusy = true
    await work()
  }
  if (command.type === 'revoke') {
    const { cutoff } = command
    await store.raise({ tid: 't', oid: `user-${cutoff}` }, cutoff, Date.now() / 1000 + life)
    process.send?.({ type: 'accepted', at: now() })
  }
  if (command.type === 'tell') {
    process.send?.({ type: 'heard', heard })
    heard = []
  }
})
process.on('disconnect', () => process.exit())
process.send?.({ type: 'ready' })
