import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { Component, type ReactNode } from 'react'
import { reasonOf } from './queries.ts'

interface Props {
  children: ReactNode
  onReset: () => void
}

/** Where data cannot be read at all: says why, and tries again on a click, with which the user may be asked. */
class Boundary extends Component<Props, { error?: Error | undefined }> {
  override state: { error?: Error | undefined } = {}

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (!error) return this.props.children
    const tryAgain = () => {
      this.props.onReset()
      this.setState({ error: undefined })
    }
    return (
      <div role="alert" className="notice">
        <p>The orders cannot be read. {reasonOf(error)}</p>
        <button type="button" className="main" onClick={tryAgain}>
          Try again
        </button>
      </div>
    )
  }
}

export function QueryBoundary({ children }: { children: ReactNode }) {
  const { reset } = useQueryErrorResetBoundary()
  return <Boundary onReset={reset}>{children}</Boundary>
}
