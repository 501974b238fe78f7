import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { CommandError } from '../command-error.ts'

interface TextOptions {
  /** The argument; `-` is stdin. */
  argument: string | undefined
  file: string | undefined
  stdin: NodeJS.ReadStream
  signal: AbortSignal
}

/** Nothing that is decoded here takes more. */
const mostCharacters = 1_048_576

/** The text to decode: an argument, a file, or what is piped in. */
export async function readText({ argument, file, stdin, signal }: TextOptions): Promise<string> {
  const content = await read()
  if (content.length > mostCharacters) {
    throw new CommandError(
      'usage',
      'The text is longer than 1 MiB: give the header or token alone.',
    )
  }
  if (content.trim() === '') throw new CommandError('usage', 'There is no text to decode.')
  return content

  async function read(): Promise<string> {
    if (file !== undefined && argument !== undefined) {
      throw new CommandError('usage', 'Give a text or --file, not both.')
    }
    if (file !== undefined) return readFile(file, { encoding: 'utf8', signal }).catch(unreadable)
    if (argument !== undefined && argument !== '-') return argument
    if (argument === undefined && stdin.isTTY) {
      throw new CommandError('usage', 'Give a text, --file, or pipe one in: caefetch decode --help')
    }
    return text(stdin)
  }

  function unreadable(error: NodeJS.ErrnoException): never {
    throw new CommandError('usage', `${file}: cannot be read (${error.code ?? error.name}).`)
  }
}
