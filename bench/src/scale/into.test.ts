import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeInto } from './into.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filling-into-'))
})
afterEach(() => rm(folder, { recursive: true }))

const after = async (before: string, texts: Readonly<Record<string, string>>): Promise<string> => {
  const file = join(folder, 'page.md')
  await writeFile(file, before)
  await writeInto(file, texts)
  return readFile(file, 'utf8')
}

it('exchanges what stands between the marks of a name, and nothing else', async () => {
  const page = 'a\n<!-- scale:one -->\nold\nold\n<!-- /scale:one -->\nb\n<!-- scale:two -->\n2\n<!-- /scale:two -->\n'
  const wanted = 'a\n<!-- scale:one -->\n$& new\n<!-- /scale:one -->\nb\n<!-- scale:two -->\n2\n<!-- /scale:two -->\n'
  expect(await after(page, { one: '$& new' })).toBe(wanted)
  expect(await after(wanted, { one: '$& new' })).toBe(wanted)
})

it('refuses a page that has no place for a text, before anything is lost', async () => {
  await expect(after('nothing here', { one: 'new' })).rejects.toThrow('has no place for one')
  expect(await readFile(join(folder, 'page.md'), 'utf8')).toBe('nothing here')
})

it('finds a place in the page on scaling for every table', async () => {
  const page = await readFile(new URL('../../../docs/scaling.md', import.meta.url), 'utf8')
  const names = ['throughput', 'processor', 'waits', 'verdict', 'costs', 'standing', 'needs']
  const text = await after(page, Object.fromEntries(names.map((name) => [name, `the ${name}`])))
  for (const name of names) expect(text).toContain(`the ${name}`)
})
