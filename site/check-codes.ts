import { readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import ts from 'typescript'

// What a person may have in hand leads to a heading of the troubleshooting page: every link that the
// sources print, and every code and reason that a package exports. Both are found here in the sources.

const root = resolve(import.meta.dirname, '..')
const base = 'https://github.com/caefetch/caefetch/blob/main/docs/troubleshooting.md'
const html = readFileSync(join(import.meta.dirname, 'dist/troubleshooting.html'), 'utf8')
const anchors = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id))

/** Codes that say nothing is wrong, or that only a program reads. */
const noProblems = new Map([
  ['ChallengeReason', 'what a challenge is about'],
  ['EndReason', 'what PageReason tells with session_ in front'],
])

const config = ts.readConfigFile(
  join(import.meta.dirname, 'tsconfig.reference.json'),
  ts.sys.readFile,
)
const { options, fileNames } = ts.parseJsonConfigFileContent(
  config.config,
  ts.sys,
  import.meta.dirname,
)
const program = ts.createProgram(fileNames, options)
const checker = program.getTypeChecker()
const sources = program
  .getSourceFiles()
  .filter(({ fileName }) => /\/packages\/[^/]+\/src\//.test(fileName))
  .filter(({ fileName }) => !/\.(test|fixture)\.ts$/.test(fileName))

let count = 0

function visit(node: ts.Node): void {
  if (ts.isTypeAliasDeclaration(node)) visitCodes(node)
  else if (ts.isPropertySignature(node)) visitCodeProperty(node)
  else if (ts.isStringLiteralLike(node)) visitText(node)
  else if (ts.isCallExpression(node) && makesLinks(node)) visitLink(node)
  ts.forEachChild(node, visit)
}

/** `export type PageReason = 'session_ended' | …` */
function visitCodes(node: ts.TypeAliasDeclaration): void {
  const name = node.name.text
  const isExported = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  if (!isExported || !/(Code|Reason)$/.test(name) || noProblems.has(name)) return
  for (const code of literals(checker.getTypeAtLocation(node))) expectHeading(code, node)
}

/** `code: 'share_unavailable' | …` of an event or an error. */
function visitCodeProperty(node: ts.PropertySignature): void {
  if (node.name.getText() !== 'code') return
  for (const code of literals(checker.getTypeAtLocation(node))) expectHeading(code, node)
}

/** A whole link as text. The page alone is what the functions make links of. */
function visitText(node: ts.StringLiteralLike): void {
  const [, hash] = node.text.split(`${base}#`)
  if (hash !== undefined) expectHeading(/^[\w-]*/.exec(hash)?.[0] ?? '', node)
}

/** A call of a function that puts its argument behind the page's address. */
function makesLinks({ expression }: ts.CallExpression): boolean {
  const symbol = checker.getSymbolAtLocation(expression)
  const isAlias = symbol && symbol.flags & ts.SymbolFlags.Alias
  const declaration = (isAlias ? checker.getAliasedSymbol(symbol) : symbol)?.valueDeclaration
  return (
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    /\$\{page\}#\$\{/.test(declaration.getText()) &&
    declaration.getSourceFile().text.includes(`'${base}'`)
  )
}

function visitLink(node: ts.CallExpression): void {
  const [argument] = node.arguments
  const codes = argument ? literals(checker.getTypeAtLocation(argument)) : []
  if (codes.length === 0) fail(node, 'links a code that no type tells: give it a union of literals')
  for (const code of codes) expectHeading(code, node)
}

/** Entra's numbers that the sources know. */
function visitNumbers(source: ts.SourceFile): void {
  for (const [number] of source.text.replace(/\/\*.*?\*\/|\/\/.*/gs, '').matchAll(/\b\d{5,7}\b/g)) {
    count++
    if (!html.includes(number))
      fail(source, `docs/troubleshooting.md says nothing of AADSTS${number}`)
  }
}

const literals = (type: ts.Type): string[] =>
  (type.isUnion() ? type.types : [type]).flatMap((member) =>
    member.isStringLiteral() ? [member.value] : [],
  )

function expectHeading(code: string, node: ts.Node): void {
  count++
  const isThere = [code, `refusal-${code}`, `page-${code}`].some((id) => anchors.has(id))
  if (!isThere)
    fail(node, `docs/troubleshooting.md says nothing of ${code}: give it a heading or an id`)
}

function fail(node: ts.Node, text: string): void {
  const source = node.getSourceFile()
  const { line } = source.getLineAndCharacterOfPosition(node.getStart())
  console.error(`${relative(root, source.fileName)}:${line + 1} ${text}`)
  process.exitCode = 1
}

for (const source of sources) {
  visit(source)
  if (source.fileName.endsWith('/aadsts.ts')) visitNumbers(source)
}
if (count === 0) throw new Error('No link and no code: the sources have moved.')
console.log(`${count} links and codes of the sources are explained.`)
