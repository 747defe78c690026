import { stripTypeScriptTypes } from 'node:module'
import { type Node, parse } from 'acorn'

export interface Measured {
  /** `path` of a file, `path:line name` of a function. */
  readonly name: string
  readonly lines: number
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

const isFunction = (node: unknown): node is Node => isNode(node) && /Function/.test(node.type)

/** The name that a node gives to the function inside it; a callback has none and counts to what surrounds it. */
const namedFunction = (node: Node): { name: string; body: Node } | undefined => {
  const { type, id, key, init, value } = node as Node & Record<'id' | 'key' | 'init' | 'value', unknown>
  const nameOf = (owner: unknown): string => (owner as { name?: string } | undefined)?.name ?? '(computed)'
  if (type === 'FunctionDeclaration') return { name: nameOf(id), body: node }
  if (type === 'VariableDeclarator' && isFunction(init)) return { name: nameOf(id), body: node }
  if (isFunction(value)) return { name: nameOf(key), body: node }
  return undefined
}

const walk = (node: Node, visit: (node: Node) => void): void => {
  visit(node)
  for (const child of Object.values(node).flat()) if (isNode(child)) walk(child, visit)
}

/** The lines of a file and of every function in it that has a name. */
export const measure = (path: string, source: string): { file: Measured; functions: Measured[] } => {
  // Stripping leaves blanks in place of types, so every line keeps its number.
  const program = parse(stripTypeScriptTypes(source), { ecmaVersion: 'latest', sourceType: 'module', locations: true })
  const functions: Measured[] = []
  walk(program, (node) => {
    const found = namedFunction(node)
    if (!found?.body.loc) return
    const { start, end } = found.body.loc
    functions.push({ name: `${path}:${start.line} ${found.name}`, lines: end.line - start.line + 1 })
  })
  return { file: { name: path, lines: source.trimEnd().split('\n').length }, functions }
}

/** Median, the length that nine in ten stay within, and the longest. */
export const spread = (all: readonly Measured[]): { median: number; p90: number; longest: Measured | undefined } => {
  const sorted = all.toSorted((a, b) => a.lines - b.lines)
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]?.lines ?? 0
  return { median: at(0.5), p90: at(0.9), longest: sorted.at(-1) }
}
