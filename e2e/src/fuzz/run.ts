import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** `npm run fuzz -- --runs 20000 --seed 7`. Without a seed it takes one and says which. */
const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } })
const runs = values.runs ?? '5000'
const seed = values.seed ?? String(Date.now() % 1_000_000)
process.stdout.write(`${runs} requests with and without a token, seed ${seed}\n`)

const folder = fileURLToPath(new URL('../..', import.meta.url))
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
const env = { ...process.env, TEST_FUZZ_RUNS: runs, TEST_FUZZ_SEED: seed }
const { status } = spawnSync(process.execPath, [vitest, 'run', 'src/fuzz'], { cwd: folder, env, stdio: 'inherit' })
process.exitCode = status ?? 1
