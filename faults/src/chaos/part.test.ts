import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Observation, openHistory, readHistory, type StoredRow } from '../history.ts'
import { judge } from '../judge/judge.ts'
import { partOf } from './part.ts'

const rowOf = (id: number, name: string): StoredRow => ({
  ...{ id, name, status: 'completed', digest: 'd', attempt: 1, epoch: 1, completedAt: 1, hasPlan: true },
})

/** Run 0 is in order. Of run 1 one schedule is lost and one was planned twice. */
const observations: readonly Observation[] = [
  { kind: 'accepted', name: 'r0.0', id: 1 },
  { kind: 'accepted', name: 'r1.0', id: 2 },
  { kind: 'accepted', name: 'r1.1', id: 3 },
  { kind: 'fact', id: 1, fact: 'completed', messageId: '1:completed' },
  { kind: 'fact', id: 3, fact: 'completed', messageId: '3:completed' },
  { kind: 'fact', id: 3, fact: 'failed', messageId: '3:failed' },
  { kind: 'census', prefix: 'r0.', rows: [rowOf(1, 'r0.0')], unsent: 0 },
  { kind: 'census', prefix: 'r1.', rows: [rowOf(3, 'r1.1')], unsent: 0 },
]

it('reads from its file what was written, and judges each run by what is its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'filling-history-'))
  const history = openHistory(join(folder, 'deep', 'history.jsonl'))
  for (const observation of observations) history.note(observation)
  const entries = readHistory(history.file)
  await rm(folder, { recursive: true })

  expect(entries).toEqual(history.entries)
  expect(judge(partOf(entries, 'r0.', 0))).toEqual([])
  expect(judge(partOf(entries, 'r1.', 0)).map(({ wrong }) => wrong)).toEqual(['lost', 'doubled'])
})
