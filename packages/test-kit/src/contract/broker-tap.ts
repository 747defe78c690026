import { checkClosed, MessageHeaders, messages, streams, subjectMatches } from '@filling/contracts'
import { connect, type Msg } from 'nats'

export interface BrokerTap {
  /** How many messages went by on each subject of the contracts. */
  readonly seen: ReadonlyMap<string, number>
  readonly complaints: readonly string[]
  close(): Promise<void>
}

/** Listens to everything that is said on a broker, and notes what the contracts do not describe. */
export const brokerTap = async (url: string): Promise<BrokerTap> => {
  const seen = new Map<string, number>()
  const complaints: string[] = []
  const connection = await connect({ ...addressIn(url), name: 'tap', maxReconnectAttempts: -1 })
  const callback = (error: Error | null, message: Msg): void => {
    // The broker's own conversations: its API, and answers.
    if (error || /^[$_]/.test(message.subject)) return
    const event = messages.find(({ subject }) => subjectMatches(subject, message.subject))
    const subject = event?.subject ?? message.subject
    seen.set(subject, (seen.get(subject) ?? 0) + 1)
    complaints.push(...complaintsAbout(message).map((complaint) => `${message.subject}: ${complaint}`))
  }
  connection.subscribe('>', { callback })
  await connection.flush()
  return { seen, complaints, close: () => connection.drain() }
}

/** `nats://token@host` or `nats://user:password@host`; the driver wants them apart. */
export const addressIn = (url: string) => {
  const { host, username, password } = new URL(url)
  return { servers: host, ...(password ? { user: username, pass: password } : username ? { token: username } : {}) }
}

const complaintsAbout = (message: Msg): readonly string[] => {
  const event = messages.find(({ subject }) => subjectMatches(subject, message.subject))
  if (!event) return ['no contract names this subject']
  const data = checkClosed(event.data, message.json())
  const stored = streams.some(({ subjects }) => subjects.some((it) => subjectMatches(it, message.subject)))
  const headers = stored ? checkClosed(MessageHeaders, headersOf(message)) : ({ ok: true } as const)
  return [...(data.ok ? [] : data.errors), ...(headers.ok ? [] : headers.errors)]
}

const headersOf = ({ headers }: Msg): Record<string, string> =>
  Object.fromEntries([...(headers ?? [])].map(([name, values]) => [name, values[0] ?? '']))
