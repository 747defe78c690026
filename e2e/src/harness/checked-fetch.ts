import { check, ErrorBody, errorsOf, type Operation, operations, Problem } from '@filling/contracts'

/**
 * A fetch that lets no answer pass which the contracts do not describe: status, content type, body, documented
 * headers, and for a refusal a code that this operation may give. Every e2e test speaks through it.
 */
export const checkedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  const { pathname } = new URL(response.url)
  const method = (init?.method ?? 'GET').toLowerCase()
  // A stream is read by whoever opened it, as it comes.
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) return response
  const complaints = await complaintsAbout(response.clone(), operationOf(method, pathname))
  if (complaints.length === 0) return response
  throw new Error(`${method.toUpperCase()} ${pathname} answered ${response.status}, but ${complaints.join('; ')}`)
}

const complaintsAbout = async (response: Response, operation: Operation | undefined): Promise<string[]> => {
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
  const body: unknown = type.endsWith('json') ? await response.json() : await response.text()
  const requestId = response.headers.get('x-request-id') ? [] : ['there is no X-Request-Id']
  if (!operation) return [...requestId, ...refusal([404, 405], response.status, type, body)]
  const answer = operation.answers[response.status]
  if (!answer)
    return [...requestId, ...refusal([...errorsOf(operation).keys()], response.status, type, body, operation)]
  return [
    ...requestId,
    ...headersMissing(answer.headers, response),
    ...described(answer.content, type, body),
    ...times(body),
  ]
}

const headersMissing = (headers: Readonly<Record<string, string>> | undefined, response: Response): string[] =>
  Object.keys(headers ?? {}).flatMap((name) => (response.headers.has(name) ? [] : [`the header ${name} is missing`]))

const described = (content: Operation['answers'][number]['content'], type: string, body: unknown): string[] => {
  if (!content) return body === '' ? [] : ['a body is not described']
  const schema = content[type]
  if (!schema) return [`the content type '${type}' is not described`]
  return [...errorsIn(check(schema, body))]
}

/** The only form in which the system writes a time. */
const times = (body: unknown): string[] => {
  const found = JSON.stringify(body).matchAll(/"(\w+_at|start_time)":"([^"]*)"/g)
  return [...found].flatMap(([, name, time]) => {
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(time ?? '')
      ? []
      : [`${name} '${time}' is not RFC 3339 with Z`]
  })
}

const refusal = (
  statuses: readonly number[],
  status: number,
  type: string,
  body: unknown,
  operation?: Operation,
): string[] => {
  if (!statuses.includes(status)) return [`only ${statuses.join(', ')} are described; it says ${JSON.stringify(body)}`]
  const checked = type === 'application/problem+json' ? check(Problem, body) : check(ErrorBody, body)
  if (!checked.ok) return [...checked.errors]
  const codes = operation ? errorsOf(operation).get(status) : undefined
  return !codes || codes.includes(checked.value.code) ? [] : [`the code ${checked.value.code} is not described`]
}

const errorsIn = (checked: ReturnType<typeof check>): readonly string[] => (checked.ok ? [] : checked.errors)

/** The route that would serve it: an id that cannot be one still is its business, an encoded slash is not. */
const operationOf = (method: string, pathname: string): Operation | undefined => {
  const exact = operations.find((operation) => operation.method === method && operation.path === pathname)
  return exact ?? operations.find((operation) => operation.method === method && pattern(operation.path).test(pathname))
}

const pattern = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[\\w.~-]+').replaceAll('.', '\\.')}$`)
