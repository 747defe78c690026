import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import { type Bundle, bundle } from './bundle.ts'
import { schedulerEntries } from './entries.ts'

/** A checkout of one package and one service. */
const bundleOf = async (main: string, files: Readonly<Record<string, string>> = {}): Promise<Bundle> => {
  const checkout = mkdtempSync(join(tmpdir(), 'filling-bundle-'))
  const all = {
    'packages/x/package.json': '{ "name": "@filling/x" }',
    'packages/x/src/index.ts': 'export const x = 42',
    'packages/x/src/sub.ts': 'export const sub = 43',
    'services/s/main.ts': main,
    ...files,
  }
  try {
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(dirname(join(checkout, name)), { recursive: true })
      writeFileSync(join(checkout, name), text)
    }
    return await bundle(checkout, ['services/s/main.ts'])
  } finally {
    rmSync(checkout, { recursive: true })
  }
}

test("today's api and solver can be kept, with the threads that they start", async () => {
  const files = await bundle(resolve(import.meta.dirname, '../..'), schedulerEntries)
  for (const name of ['api-main.js', 'solver-main.js', 'thread-requests.js', 'thread-solver-thread.js'])
    assert.ok(files[name], name)
  for (const [name, code] of Object.entries(files)) {
    assert.doesNotMatch(code, /\.ts['"`]/, name)
    assert.doesNotMatch(code, /(from|import)\s*\(?['"`]@filling\//, name)
  }
})

test('our code is inside, that of npm outside', async () => {
  const files = await bundleOf(`import { x } from '@filling/x'\nimport pg from 'pg'\nconsole.log(x, pg)`)
  assert.deepEqual(Object.keys(files), ['main.js'])
  assert.match(files['main.js'] ?? '', /42/)
  assert.match(files['main.js'] ?? '', /from\s*['"`]pg['"`]/)
})

test('a thread is found however it is quoted', async () => {
  for (const quote of ["'", '"', '`']) {
    const main = `console.log(new URL(\n  ${quote}./deep/work.ts${quote}, import.meta.url))`
    const files = await bundleOf(main, { 'services/s/deep/work.ts': 'console.log(44)' })
    assert.deepEqual(Object.keys(files).toSorted(), ['main.js', 'thread-work.js'])
  }
})

for (const [what, main, name] of [
  ['a part of a package of ours', `import { sub } from '@filling/x/sub'\nconsole.log(sub)`, /@filling\/x\/sub/],
  ['one that is loaded later', `console.log(await import('@filling/y'))`, /@filling\/y/],
  ['a source that is named in another way', `console.log(import.meta.resolve('./work.ts'))`, /work\.ts/],
  ['a file beside the code', `console.log(new URL('./words.txt', import.meta.url))`, /words\.txt/],
] as const)
  test(`${what} is not left behind in silence`, async () => {
    await assert.rejects(bundleOf(main), name)
  })
