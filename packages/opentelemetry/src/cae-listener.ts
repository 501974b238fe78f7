import type { CaeCallOptions, CaeEvent, DiagnosticEvent, InteractionEvent } from '@caefetch/core'
import { type Attributes, type Context, context } from '@opentelemetry/api'
import { createBound, createServerOf, methodOf } from './attributes.ts'
import { createClientInstruments } from './client-instruments.ts'
import { contextsOf } from './keep-context.ts'
import { createOpenCalls, type OpenCall } from './open-calls.ts'
import { lazily, type TelemetryOptions, tracerOf } from './options.ts'
import { endSpan, startSpan } from './timed-span.ts'

/** For `onEvent` of a caefetch. */
export type CaeListener = (event: CaeEvent, cae?: CaeCallOptions) => void

type EventOfCall = Exclude<CaeEvent, DiagnosticEvent>

/**
 * A listener that makes spans and metrics of what happens to calls: `caefetch.challenge`, with
 * `caefetch.token`, `caefetch.interaction` and `caefetch.replay` beneath it, as a child of the span that is
 * active where the call was made. No token, claim, scope, user or URL is in any of them.
 *
 * @example
 * const caeFetch = createCaeFetch(tokens, { onEvent: createCaeListener() })
 */
export function createCaeListener(options: TelemetryOptions = {}): CaeListener {
  const tracer = tracerOf(options)
  const instruments = lazily(options, createClientInstruments)
  const calls = createOpenCalls()
  const serverOf = createServerOf()
  const boundKind = createBound()
  const boundCode = createBound()

  /** Opens a call; its spans say what it is. */
  function attributesOf({ callId, method }: EventOfCall, server: Attributes): Attributes {
    return { 'caefetch.call.id': callId, ...methodOf(method), ...server }
  }

  function interact(
    event: EventOfCall & InteractionEvent,
    parent: Context,
    server: Attributes,
    opened: OpenCall | undefined,
  ): void {
    const { at, callId, state } = event
    const kind = { 'caefetch.interaction.kind': boundKind(event.kind) }
    const { interactions, interactionDuration } = instruments()
    if (state === 'started') {
      const call = opened ?? calls.open(parent, callId, at)
      const above = call.step?.context ?? parent
      const attributes = { ...attributesOf(event, server), ...kind }
      call.prompts.set(event.kind, startSpan(tracer, 'caefetch.interaction', above, at, attributes))
      interactions.add(1, { ...server, ...kind }, parent)
      return
    }
    const prompt = opened?.prompts.get(event.kind)
    if (!opened || !prompt) return
    const outcome = { 'caefetch.outcome': state }
    const seconds = endSpan(prompt, at, outcome, state === 'failed' ? 'interaction' : undefined)
    interactionDuration.record(seconds, { ...server, ...kind, ...outcome }, parent)
    opened.prompts.delete(event.kind)
    // The first token of a call may be the user's to give, without any challenge.
    if (!opened.challenge && opened.prompts.size === 0) calls.close(opened)
  }

  return (event, cae) => {
    if (event.type === 'diagnostic') {
      const code = { 'caefetch.diagnostic.code': boundCode(event.code) }
      return instruments().diagnostics.add(1, code)
    }
    const { at, callId } = event
    const contexts = contextsOf(cae)
    const parent = contexts?.caller ?? context.active()
    const server = serverOf(event.resource)
    const opened = calls.get(parent, callId)
    if (opened) opened.heardAt = at

    switch (event.type) {
      case 'challenged': {
        const call = calls.open(parent, callId, at)
        const reason = { 'caefetch.challenge.reason': event.reason }
        const status = { 'http.response.status_code': event.status }
        const attributes = { ...attributesOf(event, server), ...reason, ...status }
        call.challenge = startSpan(tracer, 'caefetch.challenge', parent, at, attributes)
        call.step = startSpan(tracer, 'caefetch.token', call.challenge.context, at)
        instruments().challenges.add(1, { ...server, ...reason, ...status }, parent)
        return
      }
      case 'interaction':
        return interact(event, parent, server, opened)
      case 'reauthenticated': {
        const { origin, shared = false } = event
        const { tokenRequests, tokenDuration } = instruments()
        const from = { ...server, 'caefetch.token.origin': origin }
        const isRequest = !shared && (origin === 'provider' || origin === 'user')
        if (isRequest) tokenRequests.add(1, from, parent)
        if (!opened?.challenge || !opened.step) return
        const seconds = endSpan(opened.step, at, {
          'caefetch.token.origin': origin,
          'caefetch.token.shared': shared,
        })
        tokenDuration.record(seconds, from, parent)
        opened.step = startSpan(tracer, 'caefetch.replay', opened.challenge.context, at)
        if (contexts) contexts.send = opened.step.context
        return
      }
      case 'replayed': {
        if (!opened?.challenge || !opened.step) return
        const status = { 'http.response.status_code': event.status }
        endSpan(opened.step, at, status)
        const seconds = endSpan(opened.challenge, at, { 'caefetch.outcome': 'replayed' })
        instruments().recoveryDuration.record(seconds, { ...server, ...status }, parent)
        return calls.close(opened)
      }
      case 'unresolved': {
        const { code } = event
        instruments().unresolved.add(1, { ...server, 'error.type': code }, parent)
        if (!opened?.challenge || !opened.step) return
        endSpan(opened.step, at, {}, code)
        endSpan(opened.challenge, at, { 'caefetch.outcome': 'unresolved' }, code)
        return calls.close(opened)
      }
    }
  }
}
