import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, parseAllDocuments } from 'yaml'
import type { Manifest } from './types.ts'

const deploy = fileURLToPath(new URL('../../', import.meta.url))

interface Kustomization {
  readonly resources?: readonly string[]
  readonly components?: readonly string[]
  readonly configMapGenerator?: readonly { readonly name: string; readonly files: readonly string[] }[]
}

const read = (path: string): string => readFileSync(join(deploy, path), 'utf8')
const isFolder = (path: string): boolean => existsSync(join(deploy, path)) && statSync(join(deploy, path)).isDirectory()
const kustomizationIn = (folder: string): Kustomization => parse(read(join(folder, 'kustomization.yaml')))

/** Every file that a folder's kustomization leads to, in its order, with the kustomizations themselves. */
export const filesOf = (folder: string): string[] => {
  const { resources = [], components = [], configMapGenerator = [] } = kustomizationIn(folder)
  const listed = [...resources, ...components].map((path) => normalize(join(folder, path)))
  const below = listed.flatMap((path) => (isFolder(path) ? filesOf(path) : [path]))
  return [
    join(folder, 'kustomization.yaml'),
    ...configMapGenerator.flatMap(({ files }) => files.map((it) => join(folder, it))),
    ...below,
  ]
}

/** What a folder stands for before its patches: enough to check most of it where there is no kubectl. */
export const manifestsOf = (folder: string): Manifest[] => {
  const files = [...new Set(filesOf(folder))]
  return files.flatMap((file) => (file.endsWith('kustomization.yaml') ? generated(dirname(file)) : documents(file)))
}

const documents = (file: string): Manifest[] => (file.endsWith('.yaml') ? manifestsIn(read(file)) : [])

export const manifestsIn = (text: string): Manifest[] =>
  parseAllDocuments(text).map((document) => document.toJS() as Manifest)

const generated = (folder: string): Manifest[] =>
  (kustomizationIn(folder).configMapGenerator ?? []).map(({ name, files }) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: Object.fromEntries(files.map((file) => [file, read(join(folder, file))])),
  }))

/** Every YAML file below deploy/k8s, for a look at what no kustomization leads to. */
export const allFiles = (): string[] => globSync('k8s/**/*.yaml', { cwd: deploy }).sort()
