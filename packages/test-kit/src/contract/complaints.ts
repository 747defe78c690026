import { check, checkClosed, ErrorBody, errorsOf, type Operation, Problem, passingStatuses } from '@filling/contracts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** What an answer says that its operation does not describe; for a route that nobody has, anything but a refusal. */
export const complaintsAbout = (answer: Answer, operation: Operation | undefined): readonly string[] => {
  const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? ''
  const body = type.endsWith('json') ? parsed(answer.text) : answer.text
  const requestId = answer.headers.get('x-request-id') ? [] : ['there is no X-Request-Id']
  return [...requestId, ...complaints({ ...answer, type, body }, operation)]
}

interface Read extends Answer {
  readonly type: string
  readonly body: unknown
}

const unreadable = Symbol('not JSON')

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return unreadable
  }
}

const complaints = (answer: Read, operation: Operation | undefined): readonly string[] => {
  if (answer.body === unreadable) return [`the body is said to be JSON and is not: ${answer.text.slice(0, 200)}`]
  if (!operation) return refusal(answer, [404, 405])
  const documented = operation.answers[answer.status]
  if (!documented) return refusal(answer, [...errorsOf(operation).keys()], operation)
  const missing = Object.keys(documented.headers ?? {}).filter((name) => !answer.headers.has(name))
  return [
    ...missing.map((name) => `the header ${name} is missing`),
    ...described(documented.content, answer),
    ...times(answer.text),
  ]
}

const described = (content: Operation['answers'][number]['content'], { type, body }: Read): readonly string[] => {
  if (!content) return body === '' ? [] : ['a body is not described']
  const schema = content[type]
  if (!schema) return [`the content type '${type}' is not described`]
  const checked = checkClosed(schema, body)
  return checked.ok ? [] : checked.errors
}

/** The only form in which the system writes a time. */
const times = (text: string): readonly string[] =>
  [...text.matchAll(/"(\w+_at|start_time)":"([^"]*)"/g)].flatMap(([, name, time]) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(time ?? '') ? [] : [`${name} '${time}' is not RFC 3339 with Z`],
  )

const refusal = (
  { status, type, body, headers }: Read,
  statuses: readonly number[],
  operation?: Operation,
): readonly string[] => {
  if (!statuses.includes(status)) return [`only ${statuses.join(', ')} are described; it says ${JSON.stringify(body)}`]
  const checked = check(type === 'application/problem+json' ? Problem : ErrorBody, body)
  if (!checked.ok) return checked.errors
  const { code } = checked.value as ErrorBody
  if (passingStatuses.includes(status) && !headers.get('retry-after')) return ['it does not say when to come back']
  const codes = operation ? errorsOf(operation).get(status) : undefined
  return !codes || codes.includes(code) ? [] : [`the code ${code} is not described`]
}
