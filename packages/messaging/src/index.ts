export { type Bell, bell } from './bell.ts'
export {
  type Backlog,
  type Bus,
  type BusStatus,
  BusUnavailable,
  type ConsumeOptions,
  type Consumption,
  type Delivery,
  type Handler,
  type Listening,
  type Message,
  type Received,
  type Topology,
} from './bus.ts'
export { watchBus } from './bus-meters.ts'
export { inProcessBus } from './in-process/bus.ts'
export { type JetStreamBusOptions, jetStreamBus } from './jetstream/bus.ts'
export { kyselyOutbox } from './kysely-outbox.ts'

export { type OutboxRelay, type OutboxRelayOptions, type OutboxStore, outboxRelay } from './outbox.ts'
export { done, type Outcome, reject, retry } from './outcome.ts'
