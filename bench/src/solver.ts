import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { type MilpSolver, resolveStrategy, type StrategyName, strategyNames } from '@filling/core'
import highs from 'highs'
import { fromCaller, Refused, runCommand } from './adapters/command.ts'
import { readBestKnown } from './solver/best-known.ts'
import { readInstances } from './solver/instances.ts'
import { type Measurement, measure } from './solver/measure.ts'
import { heading, row, summary } from './solver/table.ts'

// The package's types describe an ES module, but Node loads its CommonJS build: the import is the loader itself.
const loadHighs = highs as unknown as () => Promise<MilpSolver>

const usage = `Usage: pnpm bench:solver --instances DIR --strategy NAME[,NAME] [--time-limit SECONDS] [--clock wall|cpu] [--out FILE.jsonl]`

/** Each once, however often and under whatever name it is listed. */
const strategiesOf = (text: string): StrategyName[] => {
  const named = text.split(',').map((name) => {
    const strategy = resolveStrategy(name.trim())
    if (!strategy) throw new Refused(`Unknown strategy '${name}'; there are ${strategyNames.join(', ')}`)
    return strategy
  })
  return [...new Set(named)]
}

const secondsOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const seconds = Number(text)
  if (seconds > 0 && Number.isFinite(seconds)) return seconds
  throw new Refused(`--time-limit must be a positive number of seconds (got '${text}')`)
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
  if (name !== 'wall' && name !== 'cpu') throw new Refused(`--clock must be wall or cpu (got '${name}')`)
  return clocks[name]
}

/** Emptied only when everything else is known to be right: a typing mistake must not cost the figures of an earlier run. */
const emptied = (path: string): string => {
  const file = fromCaller(path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  return file
}

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
  if (!values.instances || !values.strategy) throw new Refused(usage)
  const folder = fromCaller(values.instances)
  const strategies = strategiesOf(values.strategy)
  const timing = { seconds: secondsOf(values['time-limit']), now: clockOf(values.clock) }
  const instances = readInstances(folder)
  const known = readBestKnown(folder)
  const out = values.out ? emptied(values.out) : undefined
  const milp = await loadHighs()
  const all: Measurement[] = []
  console.log(heading)
  for (const instance of instances)
    for (const strategy of strategies) {
      const one = measure(instance, strategy, milp, timing)
      all.push(one)
      if (out) appendFileSync(out, `${JSON.stringify(one)}\n`)
      console.log(row(one, known.get(one.instance)))
    }
  for (const text of summary(all, known)) console.log(text)
}

await runCommand(usage, main)
