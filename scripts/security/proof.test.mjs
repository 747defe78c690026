import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('SECURITY.md', root), 'utf8')
const rows = page.split('\n').filter((line) => /^\| API\d+ /.test(line))

test('every risk of the list has a row, and every row a test', () => {
  const numbers = rows.map((row) => Number(/^\| API(\d+) /.exec(row)?.[1]))
  assert.deepEqual(
    numbers,
    Array.from({ length: 10 }, (_, at) => at + 1),
  )
  for (const row of rows) assert.match(row, /\]\([^)]+\.test\.ts\)/)
})

test('every page and test that SECURITY.md points to is there', () => {
  const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path)
  assert.ok(links.length > 20)
  assert.deepEqual(
    links.filter((path) => !existsSync(new URL(path, root))),
    [],
  )
})
