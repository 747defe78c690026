// Puts together what one service needs to run, and nothing else: node assemble.ts <service> <folder>
// The layout of the workspace stays as it is, because Node runs no TypeScript below node_modules.
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
}

const [service = '', target = ''] = process.argv.slice(2)
const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const own = new Map(
  globSync('{packages,services}/*/package.json').map((file) => [manifestOf(dirname(file)).name, dirname(file)]),
)

/** The service and every package of ours below it. */
const ownNeeded = (folder: string, found = new Set<string>()): Set<string> => {
  found.add(folder)
  for (const name of Object.keys(manifestOf(folder).dependencies ?? {})) {
    const below = own.get(name)
    if (below && !found.has(below)) ownNeeded(below, found)
  }
  return found
}

/** They ship one file with everything in it; what they are made of is not loaded. */
const bundled = /^(redoc|swagger-ui-dist)@/
const entryOf = /node_modules\/\.pnpm\/([^/]+)\/node_modules\//

/** The entries of pnpm's store that are reached by links from `folder`. */
const reached = (folder: string, found = new Set<string>()): Set<string> => {
  for (const link of globSync(['node_modules/*', 'node_modules/@*/*'], { cwd: folder })) {
    const entry = entryOf.exec(realpathSync(join(folder, link)))?.[1]
    if (!entry || found.has(entry)) continue
    found.add(entry)
    if (!bundled.test(entry)) reached(`node_modules/.pnpm/${entry}`, found)
  }
  return found
}

/** What people and tools read; a running service does not. Licences stay. */
const unread = /\.(map|d\.[cm]?ts|tsbuildinfo|flow)$|\/(readme|changelog|history)(\.\w+)?$|\/\.github$/i

const copy = (path: string): void =>
  cpSync(path, join(target, path), { recursive: true, verbatimSymlinks: true, filter: (file) => !unread.test(file) })

const folder = `services/${service}`
const only = ['--filter', `${manifestOf(folder).name}...`]
execFileSync('pnpm', ['install', '--prod', '--offline', '--frozen-lockfile', ...only], { stdio: 'inherit' })
const folders = [...ownNeeded(folder)]
const entries = folders.reduce((found, below) => reached(below, found), new Set<string>())
for (const path of ['LICENSE', ...folders, ...[...entries].map((entry) => `node_modules/.pnpm/${entry}`)]) copy(path)
