import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type MilpSolver, resolveStrategy, type StrategyName, strategyNames } from '@filling/core'
import highs from 'highs'
import { readBestKnown, readInstances } from './solver/instances.ts'
import { type Measurement, measure } from './solver/measure.ts'
import { heading, row, summary } from './solver/table.ts'

// The package's types describe an ES module, but Node loads its CommonJS build: the import is the loader itself.
const loadHighs = highs as unknown as () => Promise<MilpSolver>

const usage = `Usage: pnpm bench:solver --instances DIR --strategy NAME[,NAME] [--time-limit SECONDS] [--clock wall|cpu] [--out FILE.jsonl]`

const strategiesOf = (text: string): StrategyName[] =>
  text.split(',').map((name) => {
    const strategy = resolveStrategy(name.trim())
    if (!strategy) throw new Error(`Unknown strategy ${name}; there are ${strategyNames.join(', ')}`)
    return strategy
  })

const secondsOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const seconds = Number(text)
  if (!(seconds > 0)) throw new Error(`--time-limit must be a positive number of seconds (got ${text})`)
  return seconds
}

/** On a machine that is busy with other things the time that this process got says more than the time that passed. */
const clocks = {
  wall: () => performance.now(),
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  },
} as const satisfies Record<string, () => number>

const clockOf = (name: string): (() => number) => {
  if (name !== 'wall' && name !== 'cpu') throw new Error(`--clock must be wall or cpu (got ${name})`)
  return clocks[name]
}

// pnpm runs a package's script in its folder, but paths are meant from where the person stands.
const fromCaller = (path: string): string => resolve(process.env.INIT_CWD ?? '.', path)

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      instances: { type: 'string' },
      strategy: { type: 'string' },
      'time-limit': { type: 'string' },
      clock: { type: 'string', default: 'wall' },
      out: { type: 'string' },
    },
  })
  if (!values.instances || !values.strategy) throw new Error(usage)
  const folder = fromCaller(values.instances)
  const timing = { seconds: secondsOf(values['time-limit']), now: clockOf(values.clock) }
  const out = values.out ? fromCaller(values.out) : undefined
  if (out) {
    mkdirSync(dirname(out), { recursive: true })
    writeFileSync(out, '')
  }
  const milp = await loadHighs()
  const known = readBestKnown(folder)
  const all: Measurement[] = []
  console.log(heading)
  for (const instance of readInstances(folder))
    for (const strategy of strategiesOf(values.strategy)) {
      const one = measure(instance, strategy, milp, timing)
      all.push(one)
      if (out) appendFileSync(out, `${JSON.stringify(one)}\n`)
      console.log(row(one, known.get(one.instance)))
    }
  for (const text of summary(all, known)) console.log(text)
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
