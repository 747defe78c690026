import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'filling-bench-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, text: string): string => {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}
const lot = { lot_id: 'L1', lot_type: 'A', vials: 1, fill_hours: 10 }
const good = dirname(file('good/a.json', JSON.stringify({ name: 'good', config: {}, lots: [lot] })))
const smart = ['--strategy', 'smart-pack']

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const ended = (result: { stdout: string; stderr: string }, code: number): Ended => ({ ...result, code })

const run = (command: 'solver' | 'generate' | 'profile' | 'scale', args: readonly string[]): Promise<Ended> =>
  promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, `${command}.ts`),
    ...args,
  ]).then(
    (result) => ended(result, 0),
    (error) => ended(error, error.code),
  )

describe.concurrent('a wrong call says what is wrong, without a stack', () => {
  const instances = (path: string) => ['--instances', path, ...smart]
  it.each([
    ['solver', [], /^Usage: /],
    ['solver', ['--bogus'], /^Unknown option '--bogus'/],
    ['solver', instances(join(folder, 'nowhere')), /^--instances must be a folder: ENOENT/],
    ['solver', [...instances(good), '--time-limit', 'NaN'], /^--time-limit must be a positive number of seconds/],
    ['solver', [...instances(good), '--time-limit', 'Infinity'], /^--time-limit must be a positive number/],
    ['solver', [...instances(good), '--clock', 'sun'], /^--clock must be wall or cpu/],
    ['solver', [...instances(good), '--out', folder], /^EISDIR/],
    ['generate', [], /^--out is missing/],
    ['generate', ['--out', folder, '--like', good], /^No name in .* tells of a family/],
    ['scale', ['--share', '0'], process.platform === 'linux' ? /^--share must be a positive number/ : /^Linux only/],
    ['profile', [], /^Usage: /],
    ['profile', [join(folder, 'nowhere')], /^ENOENT/],
    ['profile', [join(good, 'a.json')], /a\.json is no CPU profile/],
    ['profile', [file('none.cpuprofile', '{"nodes":[],"samples":[],"timeDeltas":[]}')], /^No sample/],
  ] as const)('%s %j', async (command, args, text) => {
    const { code, stdout, stderr } = await run(command, args)
    expect(stderr).toMatch(text)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  })
})

it('a wrong strategy does not empty the file with the figures of an earlier run', async () => {
  const out = file('earlier.jsonl', 'dear figures\n')
  const { stderr } = await run('solver', ['--instances', good, '--strategy', 'fast', '--out', out])
  expect(stderr).toMatch(/^Unknown strategy 'fast'; there are smart-pack/)
  expect(readFileSync(out, 'utf8')).toBe('dear figures\n')
})

it('a strategy is measured once, however often it is named', async () => {
  const out = join(folder, 'new/once.jsonl')
  const { code } = await run('solver', ['--instances', good, '--strategy', 'spt, SPT-PACK', '--out', out])
  const lines = readFileSync(out, 'utf8').trim().split('\n')
  expect([code, lines.length]).toEqual([0, 1])
  expect(JSON.parse(lines[0]!)).toMatchObject({ instance: 'good', strategy: 'spt-pack', makespan: 34 })
})

describe('hidden plans', () => {
  const due = (out: string, seed: number) =>
    run('generate', ['--out', out, ...'--family due --lots 5 --types 2 --seed'.split(' '), String(seed)])

  it('are listed once each, however often they are made', async () => {
    const out = join(folder, 'due')
    for (const seed of [7, 8, 7]) expect(await due(out, seed)).toEqual({ code: 0, stdout: '', stderr: '' })
    const rows = readFileSync(join(out, 'best_known.csv'), 'utf8').trimEnd().split('\n')
    expect(rows.map((row) => row.split(',')[0])).toEqual(['instance', 'due_n0005_t02_k96_s7', 'due_n0005_t02_k96_s8'])
  })

  it('are not written among figures of other columns', async () => {
    const known = file('known/best_known.csv', 'instance,lower_bound,best_known\n')
    const out = dirname(known)
    const { code, stderr } = await due(out, 7)
    expect([code, stderr]).toEqual([1, expect.stringContaining('has other columns')])
    expect(existsSync(join(out, 'due_n0005_t02_k96_s7.json'))).toBe(false)
  })
})

it('a profile counts the samples of all files that are named', async () => {
  const nodes = [{ id: 1, callFrame: { url: 'file:///a/packages/core/src/pack/chain.ts' } }]
  const profile = (name: string, micros: number) =>
    file(name, JSON.stringify({ nodes, samples: [1], timeDeltas: [micros] }))
  const { stdout } = await run('profile', [profile('a.cpuprofile', 1000), profile('b.cpuprofile', 2000)])
  expect(stdout).toMatch(/^pack +3\.0 ms 100\.0 %$/m)
})
