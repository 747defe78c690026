import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type System, startSystem } from './harness/system.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let system: System
let folder: string
beforeAll(async () => {
  system = await startSystem()
  folder = await mkdtemp(join(tmpdir(), 'filling-readme-'))
  await symlink(join(root, 'examples'), join(folder, 'examples'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await system?.close()
})

/** The blocks of one page that are marked as bash, as one script; only the address is ours. */
const commandsOf = async (page: string): Promise<string> => {
  const text = await readFile(join(root, page), 'utf8')
  const blocks = [...text.matchAll(/```bash\n(.*?)```/gs)].map(([, commands]) => commands)
  return ['set -euo pipefail', ...blocks].join('\n').replaceAll('http://localhost:8000', system.url)
}

const bash = async (script: string): Promise<string> => {
  const child = spawn('bash', ['-c', script], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`The commands ended with ${code}:\n${output}`)
  return output
}

const hasCurl = spawnSync('curl', ['--version']).status === 0

it('the commands of the README do what it says', async (test) => {
  if (!hasCurl) return test.skip('there is no curl')
  const output = await bash(await commandsOf('README.md'))
  expect(output).toContain('"email":"planner@example.com"')
  expect(output).toContain('Start,End,Kind,Lot ID,Lot Type,Note,Duration (h)')
  expect(output).toContain('"name":"Week 12"')
  const csv = await readFile(join(folder, 'schedule.csv'), 'utf8')
  expect(csv.match(/,fill,/g)).toHaveLength(15)
})
