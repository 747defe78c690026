import { type Static, Type } from 'typebox'
import { closed } from '../scalars.ts'

/** The process answers; says nothing about its neighbours. */
export const Health = Type.Object({ status: Type.Literal('ok') }, { ...closed, $id: 'Health' })

/** What the process needs to do its work, one entry a dependency; 503 while any is false. */
export const Readiness = Type.Object(
  { ready: Type.Boolean(), checks: Type.Record(Type.String(), Type.Boolean()) },
  { ...closed, $id: 'Readiness' },
)

export type Health = Static<typeof Health>
export type Readiness = Static<typeof Readiness>
