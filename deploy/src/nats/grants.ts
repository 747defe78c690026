import { consumers, type EventDefinition, streams, subjectMatches, traffic } from '@filling/contracts'

/** What one user of the broker may say and hear; whatever is not listed is refused. */
export interface Grants {
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

/** The broker's users, by the name under which each process connects: its inbox has that name too. */
export const natsUsers = ['gateway', 'scheduler-api', 'scheduler-solver', 'scheduler-bootstrap'] as const
export type NatsUser = (typeof natsUsers)[number]

const subjects = (events: readonly EventDefinition[]): string[] => events.map(({ subject }) => subject).sort()
const inbox = (user: NatsUser): string => `_INBOX.${user}.>`

/** Makes streams and durables and changes them; deletes and empties nothing. */
const keepTopology = [
  '$JS.API.INFO',
  ...streams.flatMap(({ name }) => ['INFO', 'CREATE', 'UPDATE'].map((verb) => `$JS.API.STREAM.${verb}.${name}`)),
  ...consumers.flatMap(({ stream, durable, filterSubject }) => [
    `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
    // The client asks in either way, depending on the server's version.
    `$JS.API.CONSUMER.CREATE.${stream}.${durable}.${filterSubject}`,
    `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.${durable}`,
  ]),
]

const onStreams = (event: EventDefinition): boolean =>
  streams.some((stream) => stream.subjects.some((pattern) => subjectMatches(pattern, event.subject)))

/** Takes work from its own durables and answers for it. */
const takeWork = consumers
  .filter(({ filterSubject }) => subjects(traffic['scheduler-solver'].receives).includes(filterSubject))
  .flatMap(({ stream, durable }) => [
    `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
    `$JS.ACK.${stream}.${durable}.>`,
  ])

/** What is on a stream is fetched; what is not is heard as it is said. */
const heard = (party: 'gateway' | 'scheduler-api' | 'scheduler-solver'): string[] =>
  subjects(traffic[party].receives.filter((event) => !onStreams(event)))

export const natsGrants: Readonly<Record<NatsUser, Grants>> = {
  gateway: { publish: subjects(traffic.gateway.sends), subscribe: heard('gateway') },
  // It looks after the streams as well: when the broker has lost them, work goes on without an operator.
  'scheduler-api': {
    publish: [...subjects(traffic['scheduler-api'].sends), ...keepTopology],
    subscribe: [inbox('scheduler-api'), ...heard('scheduler-api')],
  },
  'scheduler-solver': {
    publish: [...subjects(traffic['scheduler-solver'].sends), ...takeWork],
    subscribe: [inbox('scheduler-solver'), ...heard('scheduler-solver')],
  },
  'scheduler-bootstrap': { publish: keepTopology, subscribe: [inbox('scheduler-bootstrap')] },
}
