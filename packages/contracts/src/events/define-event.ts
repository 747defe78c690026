import type { Static, TObject } from 'typebox'

/** One message on the wire: where it travels, what it carries, and a sample that both sides are tested with. */
export interface EventDefinition<T extends TObject = TObject> {
  readonly subject: string
  readonly summary: string
  readonly data: T
  readonly examples: readonly Static<T>[]
}

export const defineEvent = <T extends TObject>(definition: EventDefinition<T>): EventDefinition<T> => definition

export type EventData<E extends EventDefinition> = Static<E['data']>
