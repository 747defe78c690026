import { setTimeout as pause } from 'node:timers/promises'
import type { History } from '../history.ts'

/** Somebody who submits and does not give up: a planner's client, or a script that respects the contract. */
export interface Planner {
  /** Sends until there is an answer; the id when it was yes. The name is the key, so sending again is safe. */
  submit(name: string, job: object, options?: { readonly withoutKey?: boolean }): Promise<number | undefined>
  /** Asks one api once. */
  ask(path: string, options?: Ask): Promise<Answer>
  cancel(id: number): Promise<void>
  remove(id: number): Promise<void>
}

interface Ask {
  readonly method?: string
  readonly body?: unknown
  readonly key?: string
  /** Which of the apis; the next one in turn when absent. */
  readonly api?: number
}

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

interface Deps {
  readonly apis: readonly string[]
  readonly token: () => Promise<string>
  readonly history: History
  /** Until a submit is given up. */
  readonly patienceMs?: number
}

export const plannerOf = ({ apis, token, history, patienceMs = 60_000 }: Deps): Planner => {
  let turn = 0
  const ask = async (path: string, { method, body, key, api }: Ask = {}): Promise<Answer> => {
    turn += 1
    const response = await fetch(`${apis[(api ?? turn) % apis.length]}/api/v1${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${await token()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    })
    return { status: response.status, body: (await response.json()) as Answer['body'] }
  }
  /** Undefined: neither yes nor no. */
  const settled = (name: string, answer: Answer | Error): { readonly id?: number } | undefined => {
    const verdict = verdictOf(answer)
    if (answer instanceof Error || verdict === 'open') return undefined
    if (verdict === 'no') history.note({ kind: 'refused', name, status: answer.status })
    if (verdict === 'no') return {}
    const id = answer.body.id as number
    history.note({ kind: 'accepted', name, id })
    return { id }
  }
  const submit: Planner['submit'] = async (name, job, { withoutKey = false } = {}) => {
    const deadline = performance.now() + (withoutKey ? 0 : patienceMs)
    const request = { body: { name, ...job }, ...(withoutKey ? {} : { key: name }) }
    for (;;) {
      const answer = await attempt(() => ask('/schedule', request))
      const end = settled(name, answer)
      if (end) return end.id
      if (performance.now() > deadline) {
        history.note({ kind: 'unanswered', name, why: whyOpen(answer) })
        return undefined
      }
      await pause(200)
    }
  }
  const withdraw = async (id: number, how: 'cancelled' | 'deleted', path: string, method: string): Promise<void> => {
    const answer = await attempt(() => ask(path, { method }))
    history.note({ kind: 'withdrawn', id, how, sure: verdictOf(answer) === 'yes' })
  }
  return {
    ...{ submit, ask },
    cancel: (id) => withdraw(id, 'cancelled', `/schedule/${id}/cancel`, 'POST'),
    remove: (id) => withdraw(id, 'deleted', `/schedule/${id}`, 'DELETE'),
  }
}

const attempt = (work: () => Promise<Answer>): Promise<Answer | Error> =>
  work().catch((cause) => new Error('no answer', { cause }))

const whyOpen = (answer: Answer | Error): string =>
  answer instanceof Error ? String(answer.cause) : `status ${answer.status}`

/** A broken connection, 5xx and 429 leave open whether the schedule is stored. */
const verdictOf = (answer: Answer | Error): 'yes' | 'no' | 'open' => {
  if (answer instanceof Error || answer.status >= 500 || answer.status === 429) return 'open'
  return answer.status < 300 ? 'yes' : 'no'
}
