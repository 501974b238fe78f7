import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A process of its own, that is told what to do and tells what became of it. */
export interface Replica<Command extends object, Report extends { type: string }>
  extends AsyncDisposable {
  /** Waits for the next report of that type, after sending the command if there is one. */
  ask<Type extends Report['type']>(
    type: Type,
    command?: Command,
  ): Promise<Extract<Report, { type: Type }>>
  /** Ends it without notice. */
  kill(): Promise<void>
}

export function startProcess<Command extends object, Report extends { type: string }>(
  file: string,
  settings: object,
): Replica<Command, Report> {
  const child = fork(join(import.meta.dirname, file), [JSON.stringify(settings)], {
    execArgv: ['--conditions', '@caefetch/source'],
  })

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  return {
    ask(type, command) {
      return new Promise((resolve, reject) => {
        const end = () => {
          child.off('message', hear)
          child.off('exit', fail)
        }
        const hear = (message: unknown) => {
          if (!isReport<Report, typeof type>(message, type)) return
          end()
          resolve(message)
        }
        const fail = () => {
          end()
          reject(new Error(`${file} has ended.`))
        }
        child.on('message', hear)
        child.on('exit', fail)
        if (command) child.send(command, (error) => error && fail())
      })
    },
    kill,
    [Symbol.asyncDispose]: kill,
  }
}

const isReport = <Report extends { type: string }, Type extends Report['type']>(
  message: unknown,
  type: Type,
): message is Extract<Report, { type: Type }> => Object(message).type === type
