import { globSync, readFileSync } from 'node:fs'
import { join, posix, relative, resolve } from 'node:path'
import {
  Application,
  type Comment,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
  TSConfigReader,
  type TypeDocOptions,
} from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'

const root = resolve(import.meta.dirname, '..')

/**
 * Writes a page for each entry of each package, made of the docstrings. Fails on a public name without
 * one, and on a link to a name that is not there.
 */
export async function writeReference(folder: string): Promise<void> {
  const names = entries()
  const options: TypeDocOptions & Partial<PluginOptions> = {
    entryPoints: [...names.keys()],
    out: folder,
    tsconfig: join(root, 'site/tsconfig.reference.json'),
    plugin: ['typedoc-plugin-markdown'],
    // Types are checked by the gate; this only reads them.
    skipErrorChecking: true,
    disableSources: true,
    disableGit: true,
    readme: 'none',
    excludeInternal: true,
    excludeExternals: true,
    excludePrivate: true,
    groupOrder: ['Functions', 'Variables', 'Classes', 'Interfaces', 'Type Aliases', '*'],
    entryFileName: 'index',
    outputFileStrategy: 'modules',
    pageTitleTemplates: { index: () => 'API reference', module: ({ name }) => `@caefetch/${name}` },
    hideBreadcrumbs: true,
    useHTMLAnchors: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    parametersFormat: 'table',
    propertiesFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    treatValidationWarningsAsErrors: true,
    logLevel: 'Warn',
  }
  const app = await Application.bootstrapWithPlugins(options, [new TSConfigReader()])
  const project = await app.convert()
  if (!project) throw new Error('The sources cannot be read.')
  for (const module of project.children ?? []) {
    const source = project.getSymbolIdFromReflection(module)?.fileName ?? ''
    module.name = names.get(source) ?? module.name
  }
  linkAcrossPackages(project)
  app.validate(project)
  for (const place of withoutDocstring(project)) app.logger.warn(`${place} has no docstring`)
  await app.generateOutputs(project)
  if (app.logger.hasErrors() || app.logger.hasWarnings()) {
    throw new Error('The docstrings lack what is said above.')
  }
}

/** Each entry of each package: its source, and the name it is imported by, without the scope. */
function entries(): Map<string, string> {
  const sources = new Map<string, string>()
  const files = globSync('packages/*/package.json', { cwd: root }).sort()
  // What others export again is told where it comes from.
  const first = files.filter((file) => file.startsWith('packages/core/'))
  for (const file of new Set([...first, ...files])) {
    const { name, exports = {} } = JSON.parse(readFileSync(join(root, file), 'utf8'))
    for (const [subpath, target] of Object.entries<Record<string, string>>(exports)) {
      const source = target['@caefetch/source']
      if (!source) continue
      const entry = posix.join(name.replace('@caefetch/', ''), subpath)
      sources.set(resolve(root, file, '..', source), entry)
    }
  }
  return sources
}

/** A docstring names errors and functions of other packages without importing them. */
function linkAcrossPackages(project: ProjectReflection): void {
  const exported = new Map<string, DeclarationReflection>()
  for (const child of project.children?.flatMap(({ children = [] }) => children) ?? []) {
    if (!child.isReference() && !exported.has(child.name)) exported.set(child.name, child)
  }
  for (const { comment } of project.getReflectionsByKind(ReflectionKind.All)) {
    for (const part of comment ? partsOf(comment) : []) {
      if (part.kind !== 'inline-tag' || part.target) continue
      const target = exported.get(part.text)
      if (target) part.target = target
    }
  }
}

const partsOf = ({ summary, blockTags }: Comment) => [
  ...summary,
  ...blockTags.flatMap(({ content }) => content),
]

const named =
  ReflectionKind.Class |
  ReflectionKind.Function |
  ReflectionKind.Interface |
  ReflectionKind.Method |
  ReflectionKind.Property |
  ReflectionKind.TypeAlias |
  ReflectionKind.Variable

/** Public names and their members; not those of a type without a name, of which its owner tells. */
function withoutDocstring(project: ProjectReflection): string[] {
  const places = project
    .getReflectionsByKind(named)
    .filter((reflection) => reflection.isDeclaration() && !reflection.inheritedFrom)
    .filter((reflection) => !reflection.getFullName().includes('__type'))
    .filter((reflection) => !hasDocstring(reflection as DeclarationReflection))
    .map((reflection) => {
      const path = project.getSymbolIdFromReflection(reflection)?.fileName ?? ''
      const owner = reflection.parent?.kindOf(ReflectionKind.Module) ? undefined : reflection.parent
      return `${relative(root, path)}: ${owner ? `${owner.name}.` : ''}${reflection.name}`
    })
  return [...new Set(places)].sort()
}

const hasDocstring = ({ comment, signatures = [] }: DeclarationReflection): boolean =>
  comment !== undefined || signatures.some((signature) => signature.comment !== undefined)
