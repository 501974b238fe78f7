import { createEventReceiver, type EventReceiverOptions } from '../index.ts'
import { push, setReceiver } from './transmitter.fixture.ts'

/** Pushes a token to a new receiver, and says what it answers and what it has done. */
export async function send(
  token: string | Promise<string>,
  {
    headers = {},
    ...more
  }: Partial<EventReceiverOptions> & { headers?: Record<string, string> } = {},
) {
  const scene = setReceiver(more)
  const receive = createEventReceiver({ ...scene.options, ...more })
  const response = await receive(push(await token, headers))
  return { ...scene, receive, response }
}
