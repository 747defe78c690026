import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { drawFrom } from './generate/draw.ts'
import { families } from './generate/families.ts'
import { defaultSlack, isFamily, type Kind, kindsIn } from './generate/like.ts'
import { plantTargets } from './generate/targets.ts'

const usage = `Usage: pnpm bench:generate --family NAME --lots N --types N --out DIR [--seed N] [--count N] [--slack HOURS]
       pnpm bench:generate --like DIR --out DIR [--seed N] [--count N]
Families: ${Object.keys(families).join(', ')}`

const wholeNumber = (text: string | undefined, name: string): number => {
  const value = Number(text)
  if (!(Number.isInteger(value) && value > 0)) throw new Error(`--${name} must be a positive whole number\n${usage}`)
  return value
}

interface Asked {
  readonly family?: string | undefined
  readonly lots?: string | undefined
  readonly types?: string | undefined
  readonly slack?: string | undefined
  readonly like?: string | undefined
}

const fromCaller = (path: string): string => resolve(process.env.INIT_CWD ?? '.', path)

const kindsOf = ({ family, lots, types, slack, like }: Asked): Kind[] => {
  if (like) return kindsIn(fromCaller(like))
  if (!isFamily(family)) throw new Error(usage)
  return [
    {
      family,
      lots: wholeNumber(lots, 'lots'),
      types: wholeNumber(types, 'types'),
      slack: slack === undefined ? defaultSlack : wholeNumber(slack, 'slack'),
    },
  ]
}

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
  if (!values.out) throw new Error(usage)
  const kinds = kindsOf(values)
  const first = wholeNumber(values.seed, 'seed')
  const last = first + wholeNumber(values.count, 'count') - 1
  const folder = fromCaller(values.out)
  mkdirSync(folder, { recursive: true })
  for (const kind of kinds) for (let seed = first; seed <= last; seed++) generate(kind, seed, folder)
}

const generate = ({ family, lots: n, types, slack }: Kind, seed: number, folder: string): void => {
  const draw = drawFrom(seed)
  const config = families[family].config({ n, types, draw })
  const lots = families[family].lots({ n, types, draw })
  const name = `${family}_n${String(n).padStart(4, '0')}_t${String(types).padStart(2, '0')}_s${seed}`
  const hidden = family === 'due' ? plantTargets(lots, config, draw, slack) : undefined
  const instance = { name, family, seed, n, types, config, lots: hidden?.lots ?? lots }
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(instance))
  if (hidden) plant(folder, name, hidden.makespan)
}

/** The table reads hidden plans from where it reads the best known ones. */
const plant = (folder: string, name: string, makespan: number): void => {
  const file = join(folder, 'best_known.csv')
  try {
    writeFileSync(file, 'instance,planted_makespan\n', { flag: 'wx' })
  } catch {
    // The file of an earlier call: this one adds to it.
  }
  appendFileSync(file, `${name},${makespan.toFixed(6)}\n`)
}

main()
