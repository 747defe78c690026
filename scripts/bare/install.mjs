import { createHash } from 'node:crypto'
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { withLock } from './lock.mjs'
import { cache, ownNode, pnpm, root } from './paths.mjs'
import { say } from './say.mjs'
import { step } from './step.mjs'

const stamp = join(cache, 'installed')

/** Changes whenever an install would do something else. */
const wanted = () => {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${pnpm.spec}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const isInstalled = () => {
  try {
    return readFileSync(stamp, 'utf8') === wanted() && isExecutable(ownNode) && isExecutable(join(pnpm.bin, 'pnpm'))
  } catch {
    return false // no stamp yet
  }
}

const advice = (output) =>
  /OUTDATED_LOCKFILE/.test(output)
    ? `A package.json and pnpm-lock.yaml do not fit together: run "npx ${pnpm.spec} install" and commit the lockfile.`
    : `The packages come from the npm registry, once. Check that this machine reaches it ("npm ping"; behind a proxy:
"npm config set proxy …" or "npm config set registry …"), then run the same command again.`

const install = async () => {
  const started = Date.now()
  if (!isExecutable(join(pnpm.bin, 'pnpm'))) {
    const quiet = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error']
    const impatient = '--fetch-retry-mintimeout=2000' // a machine without network hears so in seconds
    await step(
      `Fetching ${pnpm.spec}`,
      'npm',
      ['install', '--prefix', pnpm.home, ...quiet, impatient, pnpm.spec],
      advice,
    )
  }
  const frozen = ['install', '--frozen-lockfile', '--reporter=append-only', '--config.confirmModulesPurge=false']
  await step('Installing dependencies into node_modules (about a minute the first time)', 'pnpm', frozen, advice)
  writeFileSync(stamp, wanted())
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`)
}

/** Installs what the lockfile names, once per lockfile; costs nothing when that was done before. */
export const installDependencies = async () => {
  if (isInstalled()) return
  mkdirSync(cache, { recursive: true })
  await withLock(join(cache, 'lock'), async () => {
    if (!isInstalled()) await install()
  })
}
