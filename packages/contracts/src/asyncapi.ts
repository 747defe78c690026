import { type Component, componentsInto } from './components.ts'
import type { EventDefinition } from './events/define-event.ts'
import { MessageHeaders } from './events/headers.ts'
import { hints, messageName, messages, subjectMatches } from './events/messages.ts'
import { SocketMessage, SocketRequest } from './http/socket.ts'
import { consumers, streams } from './topology.ts'
import { parties, traffic } from './traffic.ts'

/** AsyncAPI 3.0, printed from the table of traffic: what our processes say to each other, and the WebSocket. */
export const asyncApi = (version: string): object => {
  const schemas: Record<string, object> = {}
  const component = componentsInto(schemas)
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Filling Scheduler: messages',
      version,
      description: 'The database is the truth and messages are the doorbell: everything here may come twice or late.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      broker: { host: 'nats:4222', protocol: 'nats', description: 'NATS with JetStream, 2.9 or newer' },
      gateway: { host: 'localhost:8000', protocol: 'ws', description: 'The public door' },
    },
    channels: { ...Object.fromEntries(messages.map((event) => [messageName(event), channel(event)])), socket },
    operations: { ...brokerOperations(), ...socketOperations },
    components: {
      messages: {
        ...Object.fromEntries(messages.map((event) => [messageName(event), message(event, component)])),
        SocketRequest: { name: 'SocketRequest', payload: component(SocketRequest) },
        SocketMessage: { name: 'SocketMessage', payload: component(SocketMessage) },
      },
      schemas,
    },
  }
}

const reference = (...path: string[]) => ({ $ref: `#/${path.join('/')}` })
const isHint = (event: EventDefinition): boolean => hints.includes(event)

const channel = (event: EventDefinition): object => {
  const name = messageName(event)
  return {
    address: event.subject.replace('*', '{scheduleId}'),
    ...(event.subject.includes('*') ? { parameters: { scheduleId: { description: 'The id of a schedule.' } } } : {}),
    description: isHint(event) ? 'Core NATS, at most once.' : 'JetStream, at least once.',
    servers: [reference('servers', 'broker')],
    messages: { [name]: reference('components', 'messages', name) },
    ...stored(event),
  }
}

/** AsyncAPI's NATS binding knows queue groups only; streams and durables stand in an extension. */
const stored = ({ subject }: EventDefinition): object => {
  const stream = streams.find(({ subjects }) => subjects.some((pattern) => subjectMatches(pattern, subject)))
  const durables = consumers.filter(({ filterSubject }) => subjectMatches(filterSubject, subject))
  return stream ? { 'x-jetstream': { stream: stream.name, durables: durables.map(({ durable }) => durable) } } : {}
}

const message = (event: EventDefinition, component: Component): object => ({
  name: messageName(event),
  title: event.summary,
  contentType: 'application/json',
  ...(isHint(event) ? {} : { headers: component(MessageHeaders) }),
  payload: component(event.data),
  examples: event.examples.map((payload, at) => ({ name: `example${at + 1}`, payload })),
})

const operation = (action: 'send' | 'receive', party: string, name: string, summary: string) => ({
  action,
  channel: reference('channels', name),
  summary,
  tags: [{ name: party }],
  messages: [reference('channels', name, 'messages', name)],
})

const brokerOperations = (): Record<string, object> =>
  Object.fromEntries(
    parties.flatMap((party) =>
      (['send', 'receive'] as const).flatMap((action) =>
        traffic[party][`${action}s`].map((event) => {
          const name = messageName(event)
          return [`${party}-${action}s-${name}`, operation(action, party, name, event.summary)]
        }),
      ),
    ),
  )

const socket = {
  address: '/api/v1/ws',
  description: 'The WebSocket of the public API: many schedules over one connection.',
  servers: [reference('servers', 'gateway')],
  messages: {
    SocketRequest: reference('components', 'messages', 'SocketRequest'),
    SocketMessage: reference('components', 'messages', 'SocketMessage'),
  },
}

const socketOperations = {
  'gateway-receives-SocketRequest': {
    ...operation('receive', 'gateway', 'socket', 'What a client may say.'),
    messages: [reference('channels', 'socket', 'messages', 'SocketRequest')],
  },
  'gateway-sends-SocketMessage': {
    ...operation('send', 'gateway', 'socket', 'What the gateway tells.'),
    messages: [reference('channels', 'socket', 'messages', 'SocketMessage')],
  },
}
