import { type ClaimsRequest, isEmpty } from '../claims/claims-request.ts'
import { coversClaims, mergeClaims } from '../claims/merge-claims.ts'
import type { HeldToken } from './held-tokens.ts'
import type { MatchedCall } from './matched-call.ts'
import { type SharedRequest, shareRequest, untilAborted } from './shared-request.ts'

/** What a session gives for a question to the user, and what it does with the answer. */
export interface Asker {
  /** Asks the user, who is to be asked for what `takeClaims` says in the end. */
  askUser(
    call: MatchedCall,
    takeClaims: () => ClaimsRequest,
    signal: AbortSignal,
  ): Promise<HeldToken>
  /** A token for the claims that can be had without asking, now that the user has answered another question. */
  tryAgain(call: MatchedCall, claims: ClaimsRequest, signal: AbortSignal): Promise<HeldToken>
  /** What calls of the session ask for at this moment. */
  pendingClaims(): ClaimsRequest[]
}

interface Question {
  asker: Asker
  claims: ClaimsRequest
  interaction: unknown
  isTaken: boolean
  request: SharedRequest<HeldToken>
}

/** The questions to the one user: asked one after the other, with all in each that is asked for by then. */
export interface Questions {
  ask(asker: Asker, call: MatchedCall, claims: ClaimsRequest): Promise<HeldToken>
}

export function createQuestions(): Questions {
  let questions: Question[] = []
  let lastEnded: Promise<void> = Promise.resolve()
  let answers = 0

  /** Adds to what the question asks for, unless that would weaken a demand to one of several values. */
  function addTo(question: Question, claims: ClaimsRequest): boolean {
    const merged = question.isTaken ? question.claims : mergeClaims(question.claims, claims)
    const isAdded = coversClaims(merged, claims) && coversClaims(merged, question.claims)
    if (isAdded) question.claims = merged
    return isAdded
  }

  function takeClaims(question: Question): ClaimsRequest {
    const { asker, interaction } = question
    for (const claims of asker.pendingClaims()) addTo(question, claims)
    for (const other of questions) {
      if (other.asker === asker && other.interaction === interaction) addTo(question, other.claims)
    }
    question.isTaken = true
    return question.claims
  }

  function queue(asker: Asker, call: MatchedCall, claims: ClaimsRequest): Question {
    const previous = lastEnded
    const answersBefore = answers
    const question: Question = {
      asker,
      claims,
      interaction: call.interaction,
      isTaken: false,
      request: shareRequest(
        async (signal) => {
          await untilAborted(previous, signal)
          if (answers > answersBefore) {
            // What the user did for another question may do for this one.
            const token = await asker.tryAgain(call, question.claims, signal).catch(() => undefined)
            if (token) return token
          }
          const token = await asker.askUser(call, () => takeClaims(question), signal)
          answers++
          return token
        },
        () => {
          questions = questions.filter((other) => other !== question)
        },
      ),
    }
    questions.push(question)
    lastEnded = Promise.all([previous, question.request.ended]).then(() => {})
    return question
  }

  return {
    ask(asker, call, claims) {
      const question =
        questions.find(
          (other) =>
            other.asker === asker && other.interaction === call.interaction && addTo(other, claims),
        ) ?? queue(asker, call, claims)
      return question.request.wait(call.signal)
    },
  }
}

/** Claims as a request has them: nothing where nothing is asked for. */
export const claimsOrNone = (claims: ClaimsRequest): { claims?: ClaimsRequest } =>
  isEmpty(claims) ? {} : { claims }
