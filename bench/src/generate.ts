import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { countOf, fromCaller, Refused, runCommand } from './adapters/command.ts'
import { kindsOf, usage } from './generate/asked.ts'
import { drawFrom } from './generate/draw.ts'
import { families } from './generate/families.ts'
import { type Kind, nameOf } from './generate/like.ts'
import { Planted } from './generate/planted.ts'
import { plantTargets } from './generate/targets.ts'

/** Draws begin with 32 bits of a seed. */
const mostSeed = 2 ** 32 - 1
const mostCount = 10_000

/** Writes instances in the bench's format, so that a solver can be judged on others than the ones in the repository. */
const main = (): void => {
  const { values } = parseArgs({
    options: {
      family: { type: 'string' },
      lots: { type: 'string' },
      types: { type: 'string' },
      slack: { type: 'string' },
      like: { type: 'string' },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '1' },
    },
  })
  const { out, seed, count, ...asked } = values
  if (!out) throw new Refused(`--out is missing\n${usage}`)
  const kinds = kindsOf(asked)
  const first = countOf('--seed', seed, mostSeed)
  const last = first + countOf('--count', count, mostCount) - 1
  const folder = fromCaller(out)
  const planted = new Planted(folder)
  mkdirSync(folder, { recursive: true })
  for (const kind of kinds) for (let one = first; one <= last; one++) generate(kind, one, folder, planted)
  planted.write()
}

const generate = ({ family, lots: n, types, slack }: Kind, seed: number, folder: string, planted: Planted): void => {
  const draw = drawFrom(seed)
  const config = families[family].config({ n, types, draw })
  const lots = families[family].lots({ n, types, draw })
  const name = nameOf({ family, lots: n, types, slack }, seed)
  const hidden = family === 'due' ? plantTargets(lots, config, draw, slack) : undefined
  const instance = { name, family, seed, n, types, config, lots: hidden?.lots ?? lots }
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(instance))
  if (hidden) planted.add(name, hidden.makespan)
}

await runCommand(usage, main)
