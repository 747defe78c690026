// pnpm release:keep 0.2.0 [checkout]: keeps the scheduler's processes as they are there, for the tests of later releases.
// Without a checkout it takes the tree it stands in. What is kept is our own code, unmangled, in one compressed file;
// npm's packages stay outside, so they are those of the lockfile.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { brotliCompressSync } from 'node:zlib'
import { bundle } from './release/bundle.ts'

const here = resolve(import.meta.dirname, '..')
const [release = '', checkout = here] = process.argv.slice(2)
const folder = join(here, 'services/scheduler/released')
const file = join(folder, `${release}.processes.br`)

const keep = async (): Promise<string> => {
  if (!/^\d+\.\d+\.\d+$/.test(release)) throw new Error('Say which release: three numbers, such as 0.2.0')
  if (existsSync(file)) throw new Error(`The processes of ${release} are kept already`)
  const files = await bundle(resolve(checkout), [
    'services/scheduler/src/api-main.ts',
    'services/scheduler/src/solver-main.ts',
  ])
  const compressed = brotliCompressSync(JSON.stringify(files))
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, compressed)
  return `${Object.keys(files).join(', ')}: ${Math.round(compressed.length / 1024)} KB in ${file}`
}

try {
  console.log(await keep())
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
