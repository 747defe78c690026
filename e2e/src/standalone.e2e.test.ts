import { access, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { schedulerClient } from '@filling/client'
import { eventually, type Program } from '@filling/test-kit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scrape } from './harness/exposition.ts'
import { sampleLots } from './harness/lots.ts'
import { freePorts, processesNaming, serviceProcess } from './harness/processes.ts'

const main = 'apps/standalone/src/main.ts'
const demo = 'apps/standalone/src/demo.ts'
const credentials = { email: 'planner@example.com', password: 'correct horse battery' }

/** Everything of a test happens below this folder, so that what is left behind can be found by its name. */
let folder: string
let port: number
const started: Program[] = []

const run = (entry: string, env: Readonly<Record<string, string>> = {}): Program => {
  const settings = { GATEWAY_PORT: String(port), DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'warn', ...env }
  const program = serviceProcess(entry, settings, { cwd: folder })
  started.push(program)
  return program
}

const start = async (env: Readonly<Record<string, string>> = {}): Promise<Program> => {
  const program = run(main, env)
  await eventually(() => program.output().includes('is ready'))
  return program
}

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'filling-standalone-')))
  port = (await freePorts(1))[0] ?? 0
})
afterEach(async () => {
  await Promise.all(started.splice(0).map((program) => program.kill()))
  await eventually(async () => (await processesNaming(folder)).length === 0)
  await rm(folder, { recursive: true, force: true })
})

describe('npm start', { timeout: 120_000 }, () => {
  it('keeps users and schedules for the next start, and leaves nothing running', async () => {
    const url = `http://localhost:${port}`
    const first = await start()
    expect(first.output()).toContain(`http://127.0.0.1:${port}/docs`)
    const client = schedulerClient(url)
    await client.register(credentials)
    await client.login(credentials)
    const { id } = await client.createSchedule({ lots_data: [...sampleLots] })
    const plan = await client.waitForCompletion(id)
    expect([await first.stop(), first.output().trimEnd().split('\n').at(-1)]).toEqual([0, 'Stopped.'])
    expect(await processesNaming(folder)).toEqual([])

    const second = await start()
    expect(await client.getSchedule(id)).toEqual(plan)
    await schedulerClient(url).login(credentials)
    expect(await second.stop('SIGINT')).toBe(0)
  })

  it('finishes after a start what was accepted before a kill', async () => {
    const first = await start()
    const client = schedulerClient(`http://localhost:${port}`)
    await client.register(credentials)
    await client.login(credentials)
    const submits = Array.from({ length: 30 }, () => client.createSchedule({ lots_data: [...sampleLots] }))
    const accepted = await Promise.all(submits)
    await first.kill()
    await start()
    for (const { id } of accepted) expect(await client.waitForCompletion(id)).toMatchObject({ status: 'completed' })
  })

  it('tells Prometheus about every service, on one port', async () => {
    const [metrics = 0] = await freePorts(1)
    const first = await start({ METRICS_PORT: String(metrics) })
    const ready = (await scrape(`http://127.0.0.1:${metrics}`)).get('filling_ready') ?? []
    const services = ['auth', 'export', 'gateway', 'scheduler-api', 'scheduler-solver']
    expect(new Set(ready.map(({ labels }) => labels.service))).toEqual(new Set(services))
    expect(await first.stop()).toBe(0)
  })

  it('says in one sentence that another instance holds the folder', async () => {
    const first = await start()
    const second = run(main, { GATEWAY_PORT: '0' })
    expect(await second.ended).toBe(1)
    const said = second.output().trimEnd().split('\n').at(-1)
    expect(said).toMatch(
      /data is in use by another Filling Scheduler \(process \d+\); stop that one first, or set DATA_DIR/,
    )
    expect(await first.stop()).toBe(0)
  })

  it('says in one sentence that something else has the port', async () => {
    const first = await start()
    const second = run(main, { DATA_DIR: join(folder, 'other') })
    expect(await second.ended).toBe(1)
    expect(second.output()).toContain(`Port ${port} is in use by another program; set GATEWAY_PORT to a free one.`)
    expect(await first.stop()).toBe(0)
  })

  it('names every wrong setting, starts nothing and ends with 78', async () => {
    const program = run(main, { GATEWAY_PORT: 'eight thousand', LOG_LEVEL: 'loud' })
    expect(await program.ended).toBe(78)
    expect(program.output()).toMatch(/GATEWAY_PORT[\s\S]*LOG_LEVEL/)
    await expect(access(join(folder, 'data'))).rejects.toThrow()
  })

  it('says in one sentence that the given database does not answer', async () => {
    const program = run(main, { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' })
    expect(await program.ended).toBe(1)
    expect(program.output()).toContain('The PostgreSQL of DATABASE_URL does not answer')
    expect(program.output()).not.toContain('secret')
  })
})

describe('npm run demo', { timeout: 120_000 }, () => {
  it('plans the example, proves it, writes the files and leaves nothing else', async () => {
    const program = run(demo, { TMPDIR: folder, DATA_DIR: '', GATEWAY_PORT: '' })
    expect(await program.ended, program.output()).toBe(0)
    expect(program.output()).toContain('milp-opt: proved: no plan is shorter than 497.16 h.')
    expect(program.output()).toMatch(/0\.0 h ░+█/)
    expect(program.output()).not.toContain('\u001b[')
    const csv = await readFile(join(folder, 'out/schedule.csv'), 'utf8')
    expect(csv.match(/,fill,/g)).toHaveLength(15)
    const document = JSON.parse(await readFile(join(folder, 'out/schedule.json'), 'utf8'))
    expect(document.results.makespan).toBeCloseTo(497.1627, 4)
    expect(await processesNaming(folder)).toEqual([])
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
    const shown = readme.match(/<!-- demo -->(.*)<!-- \/demo -->/s)?.[1]?.match(/^ {2}\S.*(\d|\.)$/gm) ?? []
    expect(shown.length).toBeGreaterThan(8)
    for (const line of shown) expect(program.output()).toContain(line)
  })

  it('leaves no process behind when it is interrupted', async () => {
    const program = run(demo, { TMPDIR: folder, DATA_DIR: '', GATEWAY_PORT: '' })
    await eventually(async () => (await processesNaming(folder)).length > 0)
    expect(await program.stop('SIGINT')).toBe(130)
    expect(program.output()).toContain('Interrupted')
    expect(await processesNaming(folder)).toEqual([])
  })
})
