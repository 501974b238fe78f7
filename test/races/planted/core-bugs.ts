import type { PlantedBug } from './planted-bug.ts'

const inFetch = (file: string): string => `packages/core/src/fetch/${file}`

export const coreBugs: readonly PlantedBug[] = [
  {
    name: 'no stampede guard: each challenge is a claims request of its own',
    file: inFetch('demand-queue.ts'),
    from: 'demands.find(',
    to: '([] as Demand[]).find(',
  },
  {
    name: 'no stampede guard: each call asks for its first token',
    file: inFetch('session.ts'),
    from: 'plain.get(key) ??',
    to: '',
  },
  {
    name: 'no account key: accounts share a session',
    file: inFetch('sessions.ts'),
    from: 'const known = sessions.get(key)',
    to: 'const known = accounts.values().next().value?.get(key)',
  },
  {
    name: 'another account’s token is not refused',
    file: inFetch('token-requests.ts'),
    from: '(access.accountId ?? accountId) !== accountId',
    to: 'false',
  },
  {
    name: 'no snapshot of the body',
    file: inFetch('body.ts'),
    from: "if (typeof body !== 'object' || body === null) return body\n  if (ArrayBuffer",
    to: 'if (body !== undefined) return body\n  if (ArrayBuffer',
  },
  {
    name: 'no snapshot of the headers',
    file: inFetch('headers.ts'),
    from: 'return { ...headers }',
    to: 'return headers as Record<string, string>',
  },
  {
    name: 'no pause',
    file: inFetch('pauses.ts'),
    from: 'isOn: () => Date.now() < until',
    to: 'isOn: () => false',
  },
  {
    name: 'the dropped response is cancelled, and that is waited for',
    file: inFetch('answer-challenges.ts'),
    from: 'const cancel = drain(response)',
    to: 'await response.body?.cancel(); const cancel = () => {}',
  },
  {
    name: 'the dropped response is left as it is',
    file: inFetch('answer-challenges.ts'),
    from: 'const cancel = drain(response)',
    to: 'const cancel = () => {}',
  },
  {
    name: 'a turn is never released',
    file: inFetch('demand-queue.ts'),
    from: 'lastEnded = Promise.all([previous, request.ended]).then(() => {})',
    to: 'lastEnded = new Promise(() => {})',
  },
  {
    name: 'a turn that fails is not released',
    file: inFetch('shared-request.ts'),
    from: 'ended: result.then(onClose, onClose)',
    to: 'ended: result.then(onClose)',
  },
  {
    name: 'a request that nobody waits for is not given up',
    file: inFetch('shared-request.ts'),
    from: 'controller.abort(reason)',
    to: '',
  },
  {
    name: 'turns do not wait for one another',
    file: inFetch('demand-queue.ts'),
    from: 'await untilAborted(previous, signal)',
    to: '',
  },
  {
    name: 'no bound of a token request',
    file: inFetch('token-requests.ts'),
    from: 'setTimeout(giveUp, milliseconds)',
    to: 'undefined',
  },
  {
    name: 'a listener stays on the signal',
    file: inFetch('shared-request.ts'),
    from: ".then(() => signal.removeEventListener('abort', abort))",
    to: '',
  },
  {
    name: 'a sign-out leaves what is held',
    file: inFetch('sessions.ts'),
    from: 'drop(accountId, true)',
    to: 'void accountId',
  },
  {
    name: 'calls that need no person fail with one that does',
    file: inFetch('claims-turns.ts'),
    from: 'return waitAlone(call, need)\n      }',
    to: 'throw error\n      }',
  },
  {
    name: 'a call is given one later token after the other',
    file: inFetch('session.ts'),
    from: 'isExact: hasTriedLater',
    to: 'isExact: false',
  },
  {
    name: 'the session of calls in flight is swept',
    file: inFetch('session.ts'),
    from: 'enter: () => void running++,\n    leave: () => void running--,',
    to: 'enter() {},\n    leave() {},',
  },
  {
    name: 'the end of a body is sent without its beginning',
    file: inFetch('recording.ts'),
    from: 'let read = first ?? createRead()',
    to: 'let read = createRead()',
  },
  {
    name: 'who may not ask has the user asked',
    file: inFetch('session.ts'),
    from: "questions && interaction !== 'none'",
    to: 'questions',
  },
  {
    name: 'what is no answer is given to the other replicas',
    file: inFetch('shared-tokens.ts'),
    from: 'async () => check(await ask(asked))',
    to: '() => ask(asked)',
  },
  {
    name: 'what other replicas have is the answer, however often it was none',
    file: inFetch('shared-tokens.ts'),
    from: 'isExact || ',
    to: '',
  },
  {
    name: 'the account of an authorizer’s call changes with who is signed in',
    file: inFetch('authorizer.ts'),
    from: 'pipeline.sessionFor(known.call, known.session)',
    to: 'pipeline.sessionFor(known.call)',
  },
  {
    name: 'an authorizer forgets what it has answered',
    file: inFetch('authorizer.ts'),
    from: '{ token: next, isAnswer: true }',
    to: '{ token: next, isAnswer: false }',
  },
  {
    name: 'what a resource excludes gets its token',
    file: inFetch('resources.ts'),
    from: 'resource.exclude?.(parsed) ? undefined : ',
    to: '',
  },
  {
    name: 'what has no scopes gets the token of what is around it',
    file: inFetch('resources.ts'),
    from: 'while (entry && !isBelow(href, entry.place))',
    to: 'while (entry && (entry.scopes === noScopes || !isBelow(href, entry.place)))',
  },
  {
    name: 'challenges are looked for in headers alone',
    file: inFetch('refusal.ts'),
    from: 'challengeFrom !== undefined && response.status >= 400',
    to: 'challengeFrom === null',
  },
]
