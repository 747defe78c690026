import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The version in package.json, so that it is said once: "pnpm@12.21.0". */
const pnpmSpec = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager

const bin = join(root, 'node_modules/.bin')
export const ownNode = join(bin, 'node')
/** Lives inside node_modules, so that deleting node_modules deletes it too. pnpm leaves dot folders alone. */
export const cache = join(root, 'node_modules/.cache/bare')
export const pnpm = { spec: pnpmSpec, home: join(cache, pnpmSpec) }
pnpm.bin = join(pnpm.home, 'node_modules/.bin')

// `npm run` describes its own run in the environment. A package manager started inside would take that
// description for settings; what a person has set (registry, proxy, certificates) stays.
const ofOuterRun =
  /^(npm_(package|lifecycle)_.*|npm_(command|execpath|node_execpath)|npm_config_(local_prefix|global_prefix|prefix|npm_version|loglevel|user_agent|node_gyp|init_module)|INIT_CWD)$/

// Debian keeps nats-server in /usr/sbin, which is on root's PATH only.
const path = () => [bin, pnpm.bin, process.env.PATH, '/usr/sbin'].join(delimiter)

/** The environment of everything we start: our Node and pnpm first on the PATH, no traces of an outer npm. */
export const environment = () => {
  const kept = Object.entries(process.env).filter(([key]) => !ofOuterRun.test(key))
  return { ...Object.fromEntries(kept), PATH: path() }
}
