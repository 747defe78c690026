// Runs the project on a machine that has only Node 20 or newer and npm. Plain JavaScript without
// dependencies, because it runs before anything is installed. What it starts runs on the Node that npm ships.
import process from 'node:process'
import { installDependencies } from './bare/install.mjs'
import { ensureNatsServer } from './bare/nats-server.mjs'
import { runOnOwnNode } from './bare/run.mjs'
import { Stop, say } from './bare/say.mjs'

const targets = {
  demo: { script: 'apps/standalone/src/demo.ts' },
  sbom: { script: 'scripts/sbom.ts' },
  start: { script: 'apps/standalone/src/main.ts' },
  test: { script: 'scripts/test.ts', prepare: ensureNatsServer },
}

const main = async ([name = '', ...args]) => {
  const target = Object.hasOwn(targets, name) ? targets[name] : undefined
  if (!target) throw new Stop(`Usage: node scripts/bare.mjs ${Object.keys(targets).join(' | ')}`)
  await installDependencies()
  await target.prepare?.()
  return runOnOwnNode(target.script, args)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Stop)) throw error
  say(error.message)
  process.exitCode = 1
}
