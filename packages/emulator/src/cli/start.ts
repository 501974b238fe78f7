import type { Emulator } from '../emulator.ts'
import type { EmulatorOptions } from '../options.ts'
import { type OrdersApi, startOrdersApi } from '../orders-api/start-orders-api.ts'
import { startEmulator } from '../start-emulator.ts'
import { type Arguments, defaultPort } from './arguments.ts'
import { CommandError } from './command-error.ts'
import { explain } from './read-config.ts'

/** What runs until the command is stopped. */
export interface Running extends AsyncDisposable {
  readonly emulator: Emulator
  /** None when the tenant has no `api://orders`, and several others or none. */
  readonly api: OrdersApi | undefined
}

/** Starts the emulator, and the demo API on the port after it. */
export async function start(args: Arguments, config: EmulatorOptions): Promise<Running> {
  const port = args.port ?? (config.port || defaultPort)
  const https = args.https || config.https
  const emulator = await startEmulator({ ...config, port, https }).catch((error: unknown) => {
    throw isTaken(error) ? taken(port) : explain(args.config, error)
  })
  const api = isMeant(emulator) ? await startApi(emulator, port) : undefined
  return {
    emulator,
    api,
    async [Symbol.asyncDispose]() {
      await api?.close()
      await emulator.close()
    },
  }
}

async function startApi(emulator: Emulator, port: number): Promise<OrdersApi> {
  const next = port === 0 || port === 65_535 ? 0 : port + 1
  return startOrdersApi(emulator, { port: next }).catch((error: unknown) => {
    if (!isTaken(error)) throw error
    return startOrdersApi(emulator)
  })
}

/** Whether it is clear which API of the tenant the demo API stands for. */
function isMeant({ apis }: Emulator): boolean {
  return apis.includes('api://orders') || apis.length === 1
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code
const isTaken = (error: unknown): boolean =>
  ['EADDRINUSE', 'EACCES'].includes(String(codeOf(error)))

function taken(port: number): CommandError {
  return new CommandError(`port ${port} is taken: choose another with --port`, 1)
}
