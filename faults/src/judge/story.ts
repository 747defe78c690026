import type { Entry, StoredRow } from '../history.ts'

export type Of<K extends Entry['kind']> = Extract<Entry, { kind: K }>

/** Everything that is known about one accepted schedule. */
export interface Schedule {
  readonly id: number
  readonly name: string
  readonly row: StoredRow | undefined
  readonly withdrawn: readonly Of<'withdrawn'>[]
  readonly seen: readonly Of<'seen'>[]
  /** One for each message id: whoever builds on facts forgets repetitions, as the inbox does. */
  readonly facts: readonly Of<'fact'>[]
}

/** A history in the order in which it is judged. */
export interface Story {
  readonly schedules: ReadonlyMap<number, Schedule>
  readonly rows: readonly StoredRow[]
  /** Of the last look at the database; undefined when nobody looked. */
  readonly unsent: number | undefined
  readonly acceptedIdsByName: ReadonlyMap<string, ReadonlySet<number>>
  readonly refused: readonly Of<'refused'>[]
  readonly unanswered: ReadonlySet<string>
  readonly wipesAt: readonly number[]
}

export const storyOf = (entries: readonly Entry[]): Story => {
  const of = <K extends Entry['kind']>(kind: K) => entries.filter((entry): entry is Of<K> => entry.kind === kind)
  const census = of('census').at(-1)
  const rows = census?.rows ?? []
  const acceptedIdsByName = new Map<string, Set<number>>()
  for (const { name, id } of of('accepted')) getOrMake(acceptedIdsByName, name, () => new Set<number>()).add(id)

  const withdrawn = Map.groupBy(of('withdrawn'), ({ id }) => id)
  const seen = Map.groupBy(of('seen'), ({ id }) => id)
  const facts = Map.groupBy(of('fact'), ({ id }) => id)
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const names = new Map(of('accepted').map(({ id, name }) => [id, name]))
  // An answer that got lost may have been a yes: then the row is judged like any other.
  const unanswered = new Set(of('unanswered').map(({ name }) => name))
  for (const row of rows) if (unanswered.has(row.name)) names.set(row.id, row.name)
  const scheduleOf = (id: number, name: string): Schedule => ({
    ...{ id, name, row: rowOf.get(id) },
    withdrawn: withdrawn.get(id) ?? [],
    seen: seen.get(id) ?? [],
    facts: [...new Map((facts.get(id) ?? []).map((fact) => [fact.messageId, fact])).values()],
  })
  return {
    schedules: new Map([...names].map(([id, name]) => [id, scheduleOf(id, name)])),
    ...{ rows, unsent: census?.unsent, acceptedIdsByName, unanswered },
    refused: of('refused'),
    wipesAt: of('fault').flatMap(({ fault, at }) => (fault === wipe ? [at] : [])),
  }
}

/** The fault that may take facts along, see the judge of one schedule. */
const wipe = 'broker wiped'

const getOrMake = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}
