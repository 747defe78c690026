// npm run release:keep 0.2.0 [commit]: keeps the scheduler's processes as they are there (HEAD unless told otherwise),
// for the tests of later releases. What is kept is our own code, unmangled, and the name of the commit, in one
// compressed file; npm's packages stay outside, so they are those of the lockfile.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { brotliCompressSync } from 'node:zlib'
import { bundle } from './release/bundle.ts'
import { schedulerEntries } from './release/entries.ts'

const here = resolve(import.meta.dirname, '..')
const [release = '', wanted = 'HEAD'] = process.argv.slice(2)
const file = join(here, 'services/scheduler/released', `${release}.processes.br`)
const git = (...args: readonly string[]): Buffer => execFileSync('git', args, { cwd: here, maxBuffer: 2 ** 30 })

const keep = async (): Promise<string> => {
  if (!/^\d+\.\d+\.\d+$/.test(release)) throw new Error('Say which release: three numbers, such as 0.2.0')
  if (existsSync(file)) throw new Error(`The processes of ${release} are kept already`)
  const commit = git('rev-parse', '--verify', `${wanted}^{commit}`).toString().trim()
  const files = await bundleOf(commit)
  const compressed = brotliCompressSync(JSON.stringify({ ...files, commit }))
  writeFileSync(file, compressed)
  return `${Object.keys(files).join(', ')} of ${commit}: ${Math.round(compressed.length / 1024)} KB in ${file}`
}

const bundleOf = async (commit: string): ReturnType<typeof bundle> => {
  const checkout = mkdtempSync(join(tmpdir(), 'filling-commit-'))
  try {
    execFileSync('tar', ['-x', '-C', checkout], { input: git('archive', commit, 'packages', 'services') })
    return await bundle(checkout, schedulerEntries)
  } finally {
    rmSync(checkout, { recursive: true })
  }
}

try {
  console.log(await keep())
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
