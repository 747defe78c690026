import {
  type ConsumerDefinition,
  checkClosed,
  MessageHeaders,
  type Party,
  subjectMatches,
  traffic,
} from '@filling/contracts'

/** What is watched of a bus; the rest is left as it is. */
interface BusPort {
  publish(message: {
    readonly subject: string
    readonly id: string
    readonly data: unknown
    readonly headers?: Readonly<Record<string, string>>
  }): Promise<void>
  notify(subject: string, data: unknown): void
  consume(options: never, handler: never): unknown
  listen(subject: string, onHint: never): unknown
}

export interface CheckedBus<B> {
  readonly bus: B
  /** What was said or heard that the contracts do not describe. */
  readonly complaints: readonly string[]
  /** Subjects of the table that this party has sent and listens to. */
  readonly sent: ReadonlySet<string>
  readonly received: ReadonlySet<string>
}

/** A bus that remembers whether its party keeps to the table of traffic and to the closed schemas. */
export const checkedBus = <B extends BusPort>(bus: B, party: Party): CheckedBus<B> => {
  const complaints: string[] = []
  const complain = (complaint: string): void => void (complaints.includes(complaint) || complaints.push(complaint))
  const [sent, received] = [new Set<string>(), new Set<string>()]

  const say = (subject: string, data: unknown): void => {
    const event = traffic[party].sends.find((candidate) => subjectMatches(candidate.subject, subject))
    if (!event) {
      complain(`${party} sends ${subject}, which the table of traffic does not list`)
      return
    }
    sent.add(event.subject)
    const checked = checkClosed(event.data, JSON.parse(JSON.stringify(data)))
    if (!checked.ok) complain(`${party} sends ${subject}, but ${checked.errors.join('; ')}`)
  }
  const hear = (subject: string): void => {
    const events = traffic[party].receives.filter((event) => overlaps(event.subject, subject))
    if (events.length === 0) complain(`${party} listens to ${subject}, which the table does not list`)
    for (const event of events) received.add(event.subject)
  }
  const watched: BusPort = {
    publish(message) {
      say(message.subject, message.data)
      const checked = checkClosed(MessageHeaders, { ...message.headers, 'Nats-Msg-Id': message.id })
      if (!checked.ok) complain(`${party} heads ${message.subject} wrongly: ${checked.errors.join('; ')}`)
      return bus.publish(message)
    },
    notify(subject, data) {
      say(subject, data)
      bus.notify(subject, data)
    },
    consume(options, handler) {
      hear((options as { readonly consumer: ConsumerDefinition }).consumer.filterSubject)
      return bus.consume(options, handler)
    },
    listen(subject, onHint) {
      hear(subject)
      return bus.listen(subject, onHint)
    },
  }
  return { complaints, sent, received, bus: { ...bus, ...watched } }
}

/** `progress.schedule.7` is one of `progress.schedule.*`, and all of them are. */
const overlaps = (listed: string, wanted: string): boolean => listed === wanted || subjectMatches(listed, wanted)
