import type { ClaimsRequest } from '@caefetch/core'
import type { Inbox } from './inbox.ts'
import type { Ledger } from './ledger.ts'

/**
 * What an application reads challenges by that stand in no header. Its fates: 0, it says what there is to
 * say; 1, it fails; 2, it says nothing; 3, it says what are no claims; 4, it takes its time.
 */
export function createReader(
  ledger: Ledger,
  inbox: Inbox,
): (response: Response) => Promise<ClaimsRequest | undefined> {
  return (response) => {
    const sends = ledger.calls.flatMap((call) => call.sends)
    const send = sends.find(({ refusal }) => refusal?.response === response)
    // An authorizer may be given less than a response, of which there is nothing to read.
    if (!send?.refusal) return Promise.resolve(undefined)
    const { call, refusal } = send
    const { promise, resolve, reject } = Promise.withResolvers<ClaimsRequest | undefined>()
    let isSlow = false
    inbox.add({
      kind: 'reader',
      label: () => `what the ${refusal.status} to call ${call.number} says`,
      isReady: () => true,
      happen(fate) {
        if (fate === 4 && !isSlow) {
          isSlow = true
          return false
        }
        const isTold = call.spec.path === 'told-in-body' && fate !== 2
        if (!isTold || fate === 1 || fate === 3) refusal.demand = undefined
        if (fate === 1) reject(new Error('The reader has failed.'))
        else if (fate === 3) resolve(Object('no claims'))
        else resolve(isTold ? refusal.demand : undefined)
        return true
      },
    })
    return promise
  }
}
