import type { Contract, FrozenOperation } from './contract.ts'
import type { Schema } from './schema.ts'
import { readBreaks, requestBreaks, writtenBreaks } from './shapes.ts'

/** What of a release does not hold any more, as sentences. Empty: everything that changed is an addition. */
export const breaksOf = (released: Contract, today: Contract): readonly string[] => [
  ...Object.entries(released.operations).flatMap(([id, then]) => operationBreaks(id, then, released.release, today)),
  ...Object.entries(released.messages).flatMap(([subject, then]) => messageBreaks(subject, then, released, today)),
  ...socketBreaks(released, today),
  ...errorBreaks(released, today),
  ...durableBreaks(released, today),
]

const under = (heading: string, complaints: readonly string[]): readonly string[] =>
  complaints.map((complaint) => `${heading}: ${complaint}`)

const operationBreaks = (
  id: string,
  then: FrozenOperation,
  release: string,
  { operations }: Contract,
): readonly string[] => {
  const who = `clients of release ${release}`
  const now = operations[id]
  if (!now) {
    const renamed = Object.entries(operations).find(([, { route }]) => route === then.route)?.[0]
    const what = renamed ? `the operation ${id} is now called ${renamed}` : 'the route was removed'
    return [`${then.route}: ${what}; ${who} call it`]
  }
  return under(then.route, [
    ...(now.route === then.route ? [] : [`it is now ${now.route}; ${who} call it as it was`]),
    ...(then.open && !now.open ? [`a token is needed now; ${who} send none`] : []),
    ...(['params', 'query', 'headers'] as const).flatMap((part) => inputBreaks(then[part], now[part], who)),
    ...bodyBreaks(then, now, who),
    ...answerBreaks(then, now, who),
  ])
}

const nothing: Schema = { type: 'object', additionalProperties: false }

const inputBreaks = (then: Schema = nothing, now: Schema = nothing, who: string): readonly string[] =>
  requestBreaks(then, now, who)

const bodyBreaks = (then: FrozenOperation, now: FrozenOperation, who: string): readonly string[] => {
  if (!then.body) return now.body ? [`a body is required now; ${who} send none`] : []
  return Object.entries(then.body).flatMap(([type, schema]) => {
    const taken = now.body?.[type]
    return taken ? requestBreaks(schema, taken, who) : [`${type} is no longer taken; ${who} send it`]
  })
}

const answerBreaks = (then: FrozenOperation, now: FrozenOperation, who: string): readonly string[] => {
  const success = (status: string): boolean => status.startsWith('2')
  const added = Object.keys(now.answers).filter((status) => success(status) && !then.answers[status])
  const gone = Object.keys(then.answers).filter((status) => !now.answers[status])
  const kept = Object.entries(then.answers).flatMap(([status, answer]) => {
    const today = now.answers[status]
    if (!today) return []
    const headers = answer.headers.filter((name) => !today.headers.includes(name))
    return [
      ...headers.map((name) => `the header ${name} of ${status} was removed; ${who} read it`),
      ...Object.entries(answer.content).flatMap(([type, schema]) => {
        const written = today.content[type]
        return written
          ? writtenBreaks(schema, written, who)
          : [`${status} no longer comes as ${type}; ${who} read that`]
      }),
    ]
  })
  return [
    ...gone.map((status) => `it no longer answers ${status}; ${who} wait for that`),
    ...added.map((status) => `it may now answer ${status}; ${who} do not expect that`),
    ...kept,
  ]
}

/** A message is read by older and newer releases than its sender's: both run during an upgrade, and streams keep it. */
const messageBreaks = (subject: string, then: Schema, { release }: Contract, { messages }: Contract) => {
  const now = messages[subject]
  if (!now) return [`${subject}: the subject was removed or renamed; consumers of release ${release} wait for it`]
  const { additionalProperties: _, ...open } = now
  return under(subject, [
    ...writtenBreaks(then, now, `consumers of release ${release}`),
    ...readBreaks(then, open, `messages of release ${release} that still wait`),
  ])
}

const socketBreaks = (released: Contract, today: Contract): readonly string[] => {
  const who = `clients of release ${released.release}`
  return [
    ...under('SocketRequest', requestBreaks(released.socket.requests, today.socket.requests, who)),
    ...under('SocketMessage', writtenBreaks(released.socket.messages, today.socket.messages, who)),
  ]
}

const errorBreaks = (released: Contract, today: Contract): readonly string[] =>
  Object.entries(released.errors).flatMap(([code, status]) => {
    const now = today.errors[code]
    const who = `clients of release ${released.release} match on it`
    if (now === undefined) return [`${code}: the error code was removed or renamed; ${who}`]
    return now === status ? [] : [`${code}: its status was ${status} and is now ${now}; ${who}`]
  })

const durableBreaks = (released: Contract, today: Contract): readonly string[] =>
  Object.entries(released.durables).flatMap(([durable, then]) => {
    const now = today.durables[durable]
    const who = `solvers of release ${released.release} pull from it, and what waits there would be stranded`
    if (now === undefined) return [`${durable}: the durable was removed or renamed; ${who}`]
    return now === then ? [] : [`${durable}: it was on ${then} and is now on ${now}; ${who}`]
  })
