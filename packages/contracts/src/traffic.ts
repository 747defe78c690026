import { cancelHint } from './events/cancel.ts'
import type { EventDefinition } from './events/define-event.ts'
import { facts, work } from './events/messages.ts'
import { progressHint } from './events/progress.ts'
import { takenHint } from './events/taken.ts'
import type { Operation } from './http/operation.ts'
import { operations } from './http/operations.ts'
import { internalOperations } from './http/operations-internal.ts'

/** Our processes. The scheduler is two. */
export const parties = ['gateway', 'auth', 'scheduler-api', 'scheduler-solver', 'export'] as const
export type Party = (typeof parties)[number]

export interface Traffic {
  readonly serves: readonly Operation[]
  /** Operations of other parties that this one calls on its own behalf or passes on. */
  readonly asks: readonly Operation[]
  readonly sends: readonly EventDefinition[]
  readonly receives: readonly EventDefinition[]
}

const every = [...operations, ...internalOperations]
const named = (...ids: readonly string[]): readonly Operation[] => every.filter(({ id }) => ids.includes(id))
const of = (service: Operation['service']): readonly Operation[] => every.filter((it) => it.service === service)

/** Every process says whether it lives, whether it can work, and how it is doing. */
const probes = named('health', 'readiness', 'metrics')

/**
 * Who says what to whom: the one table. AsyncAPI is printed from it, and each service is held to it in both directions:
 * what is not listed may not be said, and what is listed is said.
 */
export const traffic: Readonly<Record<Party, Traffic>> = {
  gateway: {
    serves: of('gateway'),
    asks: [...every.filter(({ service }) => service !== 'gateway'), ...named('readiness')],
    sends: [takenHint],
    receives: [progressHint, takenHint],
  },
  auth: { serves: [...of('auth'), ...probes], asks: [], sends: [], receives: [] },
  // Its relay also sends what solvers have written into the outbox.
  'scheduler-api': {
    serves: [...of('scheduler'), ...probes],
    asks: named('jwks'),
    sends: [...work, ...facts, progressHint, cancelHint],
    // A job that ends or comes back makes room for the next one.
    receives: [progressHint],
  },
  'scheduler-solver': { serves: probes, asks: [], sends: [progressHint], receives: [...work, cancelHint] },
  export: {
    serves: [...of('export'), ...probes],
    asks: named('jwks', 'getSchedule', 'health'),
    sends: [],
    receives: [],
  },
}
