import { Command } from 'commander'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { bullet, paragraph, table } from '../terminal/layout.ts'
import { printable } from '../terminal/printable.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { Explanation } from './explanation.ts'
import { readText } from './read-text.ts'
import { recognise } from './recognise.ts'

const examples = `
Examples:
  caefetch decode 'Bearer error="insufficient_claims", claims="eyJhY2…"'
  curl -si https://api.contoso.com/orders | caefetch decode
  caefetch decode AADSTS50076

A token given as an argument stays in the history of the shell: pipe it in.
Nothing leaves this machine, and no token is shown.`

export function decodeCommand({ terminal, stdin, signal }: Context): Command {
  return new Command('decode')
    .summary('say what a challenge, claims, a token or an error means')
    .description(
      'Says what a WWW-Authenticate value, a claims value, a token or an error with an AADSTS code means, and what to do about it.',
    )
    .argument('[text]', 'what to decode; - or nothing reads stdin')
    .option('-f, --file <path>', 'read it from a file')
    .addHelpText('after', examples)
    .action(async (argument: string | undefined, { file }: { file?: string }) => {
      const explanation = recognise(await readText({ argument, file, stdin, signal }), Date.now())
      if (!explanation) {
        throw new CommandError(
          'usage',
          'This is no WWW-Authenticate value, claims value, token or known error; see caefetch decode --help',
        )
      }
      terminal.print(format(explanation, terminal))
      const { kind, summary, facts, next, links, details } = explanation
      terminal.printJson({ kind, summary, facts: Object.fromEntries(facts), next, links, details })
    })
}

function format({ summary, facts, next, links, details }: Explanation, terminal: Terminal): string {
  const { width, paint } = terminal
  const rows = facts.map(([label, value]) => [printable(label), printable(value)] as const)
  const claims = details.claims === undefined ? [] : ['', printable(JSON.stringify(details.claims))]
  return [
    paint('bold', paragraph(printable(summary), width)),
    ...(rows.length > 0 ? ['', table(rows, width)] : []),
    ...claims,
    '',
    paint('bold', 'What to do'),
    ...next.map((step) => bullet('-', printable(step), width)),
    '',
    ...links.map((link) => paint('dim', printable(link))),
  ].join('\n')
}
