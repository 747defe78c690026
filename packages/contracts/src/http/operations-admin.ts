import { Type } from 'typebox'
import { closed, Id } from '../scalars.ts'
import { DeadLetter, DeadLetterList, DeadLetterQuery } from './dead-letter.ts'
import { json, type Operation } from './operation.ts'
import { Deleted } from './schedule.ts'

const params = Type.Object({ id: Id }, closed)
const here = { service: 'scheduler', tag: 'operators' } as const
const one = ['auth.not_permitted', 'dead_letter.not_found'] as const

/** For whoever runs the system; a token needs `is_superuser`. */
export const adminOperations: readonly Operation[] = [
  {
    ...here,
    id: 'listDeadLetters',
    method: 'get',
    path: '/api/v1/admin/dead-letters',
    summary: 'What the system gave up on, newest first',
    query: DeadLetterQuery,
    answers: { 200: { description: 'A page of dead letters', content: json(DeadLetterList) } },
    errors: ['auth.not_permitted'],
  },
  {
    ...here,
    id: 'replayDeadLetter',
    method: 'post',
    path: '/api/v1/admin/dead-letters/{id}/replay',
    summary: 'Let a failed schedule be planned again, with all its attempts',
    params,
    answers: { 200: { description: 'The schedule waits for a solver', content: json(DeadLetter) } },
    errors: [...one, 'dead_letter.replayed', 'dead_letter.not_a_job'],
  },
  {
    ...here,
    id: 'dismissDeadLetter',
    method: 'delete',
    path: '/api/v1/admin/dead-letters/{id}',
    summary: 'Forget a dead letter; its schedule stays as it is',
    params,
    answers: { 200: { description: 'Dismissed', content: json(Deleted) } },
    errors: one,
  },
]
