import type { Spa, SpaOptions } from './serve.ts'

/** Serves a demo until Ctrl-C; the port is 5173, or that of the environment. */
export async function runDemo(
  command: string,
  serve: (options: SpaOptions) => Promise<Spa>,
  whatToDo: string,
): Promise<void> {
  const port = Number(process.env.PORT ?? 5173)
  const spa = await serve({ port }).catch((error: Error) => {
    const isTaken = /already in use|EADDRINUSE|EACCES/.test(error.message)
    console.error(
      isTaken
        ? `Port ${port} is taken: choose another with PORT=5174 ${command}, or any free one with PORT=0.`
        : `The application does not start: ${error.message}`,
    )
    process.exit(1)
  })
  console.log(`
The application   ${spa.url}        (add ?interaction=redirect to leave the page instead of a popup)
The orders API    ${spa.api.url}
Entra             ${spa.entra.url}

${whatToDo}
Stop with Ctrl-C.
`)
  process.once('SIGINT', async () => {
    await spa[Symbol.asyncDispose]()
  })
}
