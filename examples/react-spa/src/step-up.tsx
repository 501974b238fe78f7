import { useChallenge, type WaitingChallenge } from '@caefetch/react'
import { useLayoutEffect, useRef } from 'react'

/** Asks for the click without which the browser would block the popup. */
export function StepUp() {
  const question = useChallenge()
  return question && <StepUpDialog question={question} />
}

function StepUpDialog({ question }: { question: WaitingChallenge }) {
  const { reason, isSignedIn, proceed, cancel } = question
  const dialog = useRef<HTMLDialogElement>(null)
  const way = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    const { current } = dialog
    // Modal: the page behind is inert, and focus comes back to where it was.
    current?.showModal()
    way.current?.focus()
    return () => current?.close()
  }, [])
  return (
    // Escape cancels. In front, the click is the user's, and proceed() is called in it.
    <dialog
      ref={dialog}
      role="alertdialog"
      className="step-up"
      aria-labelledby="step-up-title"
      aria-describedby="step-up-text"
      onCancel={cancel}
    >
      <h2 id="step-up-title">{isSignedIn ? 'Is it you?' : 'Sign in to go on'}</h2>
      <p id="step-up-text">
        {isSignedIn
          ? 'What you are doing takes a fresh proof that it is you.'
          : 'Your sign-in has ended.'}{' '}
        {reason === 'blocked'
          ? 'Your browser has blocked the window for it: please try once more.'
          : 'A small window opens, and then this page goes on by itself.'}
      </p>
      <p className="actions">
        <button type="button" onClick={cancel}>
          Not now
        </button>
        <button type="button" className="main" ref={way} onClick={proceed}>
          Continue
        </button>
      </p>
    </dialog>
  )
}
