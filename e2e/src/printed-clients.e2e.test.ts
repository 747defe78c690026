import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleLots } from './harness/lots.ts'
import { newPlanner, type Planner, type System, startSystem } from './harness/system.ts'

const printed = (name: string): Promise<string> => readFile(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')

let system: System
let planner: Planner
let folder: string
beforeAll(async () => {
  system = await startSystem()
  planner = await newPlanner(system)
  folder = await mkdtemp(join(tmpdir(), 'filling-printed-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await system?.close()
})

/** The document prints an address and a placeholder for the token; nothing else may need a change. */
const addressed = (program: string): string => program.replaceAll('http://localhost:8000', system.url)

/** Runs beside us: the system that answers lives in this process. */
const run = async (program: string, args: readonly string[]): Promise<string> => {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${output}`)
  return output
}

const told = /^Created schedule \d+\nMakespan: [\d.]+ hours\nUtilization: [\d.]+%\n$/
const table = /^Start,End,Kind,Lot ID,Lot Type,Note,Duration \(h\)\r?\n(.+\r?\n){8,}$/

/** Debian has it as python3-requests. */
const python = ['python3', '/usr/bin/python3'].find(
  (candidate) => spawnSync(candidate, ['-c', 'import requests']).status === 0,
)

describe('the clients that the document prints, unchanged', () => {
  it('Python', async (test) => {
    if (!python) return test.skip('there is no python3 with `requests` (Debian: apt-get install python3-requests)')
    const program = addressed(await printed('printed-client.py')).replace('your_jwt_token', planner.token)
    await writeFile(join(folder, 'client.py'), `lots_data = ${JSON.stringify(sampleLots)}\n${program}`)
    expect(await run(python, ['client.py'])).toMatch(told)
    expect(await readFile(join(folder, 'schedule.csv'), 'utf8')).toMatch(table)
  })

  it('TypeScript', async () => {
    const program = addressed(await printed('printed-client.ts.txt'))
    const around = [
      "import { writeFileSync } from 'node:fs'",
      `const lotsData = ${JSON.stringify(sampleLots)}`,
      `const token = ${JSON.stringify(planner.token)}`,
      'const downloadFile = (name: string, text: string) => writeFileSync(name, text)',
    ]
    await writeFile(join(folder, 'client.mts'), [...around, program].join('\n'))
    // Its constructor declares fields, which is more than stripping types.
    const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning']
    expect(await run(process.execPath, [...flags, 'client.mts'])).toMatch(told)
    expect(await readFile(join(folder, 'schedule.csv'), 'utf8')).toMatch(table)
  })
})
