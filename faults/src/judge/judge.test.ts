import { describe, expect, it } from 'vitest'
import type { Entry, Observation, StoredRow } from '../history.ts'
import { judge } from './judge.ts'

const rowOf = (changes: Partial<StoredRow> = {}): StoredRow => ({
  ...{ id: 1, name: 'a', status: 'completed', digest: 'd', attempt: 1, epoch: 1, completedAt: 10_000, hasPlan: true },
  ...changes,
})

const accepted: Observation = { kind: 'accepted', name: 'a', id: 1 }
const told = (fact = 'completed', messageId = `1:${fact}`): Observation => ({ kind: 'fact', id: 1, fact, messageId })
const seen = (status = 'completed', digest = 'd'): Observation => ({ kind: 'seen', id: 1, status, digest })
const census = (...rows: StoredRow[]): Observation => ({ kind: 'census', prefix: '', rows, unsent: 0 })
const withdrawn = (how: 'cancelled' | 'deleted', sure = true): Observation => ({ kind: 'withdrawn', id: 1, how, sure })
const exit = (meant: boolean): Observation => ({ kind: 'exit', process: 'solver-1', code: 1, signal: null, meant })

const wrongsOf = (...observations: Observation[]): string[] =>
  judge(observations.map((observation, at) => ({ at: at * 1_000, ...observation }) as Entry)).map(({ wrong }) => wrong)

describe('a history in which all went well', () => {
  it.each<[string, Observation[]]>([
    ['one schedule, planned and told', [accepted, told(), seen(), seen(), census(rowOf())]],
    ['a fact that came twice', [accepted, told(), told(), census(rowOf())]],
    [
      'a cancelled schedule',
      [accepted, withdrawn('cancelled'), told('cancelled'), census(rowOf({ status: 'cancelled', hasPlan: false }))],
    ],
    ['a cancel that came too late', [accepted, withdrawn('cancelled', false), told(), census(rowOf())]],
    ['a deleted schedule, planned before', [accepted, told(), withdrawn('deleted'), told('deleted'), census()]],
    ['a deletion whose answer got lost', [accepted, withdrawn('deleted', false), census()]],
    ['a refused submit', [{ kind: 'refused', name: 'b', status: 400 }, census()]],
    ['a submit without an answer that was not stored', [{ kind: 'unanswered', name: 'b', why: 'reset' }, census()]],
    [
      'a submit that was refused once and accepted then',
      [{ kind: 'refused', name: 'a', status: 503 }, accepted, told(), census(rowOf())],
    ],
    ['a process that we ended', [accepted, told(), exit(true), census(rowOf())]],
    [
      'a fact lost with the store of the broker',
      [accepted, { kind: 'fault', fault: 'broker wiped', target: 'nats' }, census(rowOf({ completedAt: 900 }))],
    ],
  ])('is right: %s', (_name, history) => {
    expect(wrongsOf(...history)).toEqual([])
  })
})

describe('a history in which something went wrong', () => {
  const lateWipe: Observation = { kind: 'fault', fault: 'broker wiped', target: 'nats' }
  it.each<[string, string[], Observation[]]>([
    ['an accepted schedule is gone', ['lost'], [accepted, told(), census()]],
    ['only its cancel was asked, and it is gone', ['lost'], [accepted, withdrawn('cancelled'), census()]],
    [
      'it waits for ever',
      ['stuck'],
      [accepted, census(rowOf({ status: 'pending', hasPlan: false, completedAt: null }))],
    ],
    [
      'it runs for ever',
      ['stuck'],
      [accepted, census(rowOf({ status: 'running', hasPlan: false, completedAt: null }))],
    ],
    [
      'a message stays in the outbox',
      ['stuck'],
      [accepted, told(), { kind: 'census', prefix: '', rows: [rowOf()], unsent: 2 }],
    ],
    ['it ended twice', ['doubled'], [accepted, told('completed'), told('failed'), census(rowOf())]],
    [
      'it was completed twice, under two message ids',
      ['doubled'],
      [accepted, told(), told('completed', '1:again'), census(rowOf())],
    ],
    [
      'one key made two schedules',
      ['doubled'],
      [
        accepted,
        { kind: 'accepted', name: 'a', id: 2 },
        told(),
        { kind: 'fact', id: 2, fact: 'completed', messageId: '2:completed' },
        census(rowOf(), rowOf({ id: 2 })),
      ],
    ],
    [
      'a lost answer made a second schedule',
      ['doubled', 'silent'],
      [accepted, told(), { kind: 'unanswered', name: 'a', why: 'reset' }, census(rowOf(), rowOf({ id: 2 }))],
    ],
    [
      'a terminal state changed',
      ['changed', 'failed'],
      [accepted, told('failed'), seen('completed'), census(rowOf({ status: 'failed', hasPlan: false }))],
    ],
    ['a plan was replaced', ['changed'], [accepted, told(), seen('completed', 'other'), census(rowOf())]],
    [
      'a plan was replaced between two looks',
      ['changed'],
      [accepted, told(), seen('completed', 'd'), seen('completed', 'e'), census(rowOf({ digest: 'd' }))],
    ],
    ['it was deleted and nobody was told', ['silent'], [accepted, told(), withdrawn('deleted'), census()]],
    ['nobody was told', ['silent'], [accepted, census(rowOf())]],
    [
      'the store was wiped, but long after the end',
      ['silent'],
      [accepted, lateWipe, census(rowOf({ completedAt: -60_000 }))],
    ],
    [
      'the store was wiped, but long before the end',
      ['silent'],
      [accepted, lateWipe, census(rowOf({ completedAt: 60_000 }))],
    ],
    [
      'the fact contradicts the row',
      ['contradicted', 'failed'],
      [accepted, told('completed'), census(rowOf({ status: 'failed', hasPlan: false }))],
    ],
    ['it is completed without a plan', ['contradicted'], [accepted, told(), census(rowOf({ hasPlan: false }))]],
    [
      'it was cancelled by nobody',
      ['contradicted'],
      [accepted, told('cancelled'), census(rowOf({ status: 'cancelled', hasPlan: false }))],
    ],
    ['it was deleted and is there', ['contradicted'], [accepted, told(), withdrawn('deleted'), census(rowOf())]],
    [
      'a job that can be planned failed',
      ['failed'],
      [accepted, told('failed'), census(rowOf({ status: 'failed', hasPlan: false }))],
    ],
    ['a refused submit was stored', ['trace left'], [{ kind: 'refused', name: 'a', status: 400 }, census(rowOf())]],
    [
      'a submit without an answer was stored and forgotten',
      ['stuck'],
      [
        { kind: 'unanswered', name: 'a', why: 'reset' },
        census(rowOf({ status: 'pending', hasPlan: false, completedAt: null })),
      ],
    ],
    ['a process ended by itself', ['exited'], [accepted, told(), exit(false), census(rowOf())]],
    ['nobody submitted anything', ['incomplete'], [census()]],
    ['nobody looked at the end', ['incomplete', 'lost'], [accepted, told()]],
  ])('is wrong: %s', (_name, wrongs, history) => {
    expect(new Set(wrongsOf(...history))).toEqual(new Set(wrongs))
  })
})
