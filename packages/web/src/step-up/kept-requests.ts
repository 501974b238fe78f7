import type { Incoming } from '../request/incoming.ts'
import { randomId } from '../sessions/sessions.ts'
import type { SessionStore } from '../sessions/store.ts'

/** A form that was being sent when a step-up came between. */
interface KeptRequest {
  /** Path and query. */
  readonly target: string
  readonly enctype: string
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** The query parameter by which a form says that it was kept. */
const resumeParameter = 'caefetch-resume'

/** How long a form is kept, in milliseconds, and how large it may be, in bytes. */
const keptFor = 600_000
const mostBytes = 65_536

/** Gives the bytes of a body that a framework reads; undefined where they are too many. */
export type ReadBody = () => Promise<Uint8Array | undefined>

export interface KeptRequests {
  /** Begins to keep the body, before anybody has read it. */
  watch(incoming: Incoming): void
  /** The same for a body that somebody else watches. */
  watchBy(key: object, read: ReadBody): void
  /** Keeps the form for the visit; undefined where that cannot be. */
  keep(visitId: string, incoming: Incoming): Promise<string | undefined>
  find(visitId: string, id: string): Promise<KeptRequest | undefined>
  /** Whether the form may be sent now: the first time that it is asked, by the visit that it is kept for. */
  redeem(visitId: string, id: string, incoming: Incoming): Promise<boolean>
}

/** Whether a form of the page is being sent, small enough to be kept. */
const canBeKept = ({ method, header, isNavigation }: Incoming): boolean =>
  method === 'POST' &&
  isNavigation &&
  Number(header('content-length') || mostBytes + 1) <= mostBytes

export function createKeptRequests(store: SessionStore): KeptRequests {
  const bodies = new WeakMap<object, ReadBody>()
  const keyOf = (visitId: string, id: string) => `kept:${visitId} ${id}`

  return {
    watch(incoming) {
      const { key, body } = incoming
      if (bodies.has(key) || !body || !canBeKept(incoming)) return
      const copy = body.clone()
      bodies.set(key, async () => new Uint8Array(await copy.arrayBuffer()))
    },
    watchBy: (key, read) => void bodies.set(key, read),
    async keep(visitId, incoming) {
      const read = bodies.get(incoming.key)
      const bytes = canBeKept(incoming) ? await read?.() : undefined
      const enctype = incoming.header('content-type')
      const fields = bytes && (await readFields(bytes, enctype))
      if (!fields) return undefined
      const id = randomId()
      const [type = ''] = enctype.split(';')
      const kept: KeptRequest = { target: withoutResume(incoming.target), enctype: type, fields }
      await store.set(keyOf(visitId, id), JSON.stringify(kept), keptFor)
      return id
    },
    async find(visitId, id) {
      const text = await store.get(keyOf(visitId, id))
      return text === undefined ? undefined : JSON.parse(text)
    },
    async redeem(visitId, id, incoming) {
      const text = await store.take(keyOf(visitId, id))
      if (text === undefined) return false
      const { target }: KeptRequest = JSON.parse(text)
      return incoming.method === 'POST' && withoutResume(incoming.target) === target
    },
  }
}

/** What a request says it was kept as. */
export const resumeIdOf = ({ target }: Incoming): string | undefined =>
  new URL(target, 'http://localhost').searchParams.get(resumeParameter) ?? undefined

export function withResume(target: string, id: string): string {
  const separator = target.includes('?') ? '&' : '?'
  return `${target}${separator}${resumeParameter}=${id}`
}

const withoutResume = (target: string): string =>
  target.replace(new RegExp(`[?&]${resumeParameter}=[^&]*$`), '')

/** The fields of a form; undefined for what is no form, or has files in it. */
async function readFields(
  bytes: Uint8Array,
  type: string,
): Promise<[string, string][] | undefined> {
  try {
    const headers = { 'content-type': type }
    const form = await new Response(new Uint8Array(bytes), { headers }).formData()
    const fields: [string, string][] = []
    for (const [name, value] of form) {
      if (typeof value === 'string') fields.push([name, value])
      // A field for files in which none was chosen.
      else if (value.size > 0 || value.name) return undefined
    }
    return fields
  } catch {
    return undefined
  }
}
