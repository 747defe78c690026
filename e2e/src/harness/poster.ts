import { expect } from 'vitest'
import { type Answered, ask } from './ask.ts'
import type { Planner, System } from './system.ts'

export interface Poster {
  /** Sends the text as it is: `NaN` and `1e309` are no JSON that `JSON.stringify` would write. */
  post(body: string, type?: string, path?: string): Promise<Answered>
  /** Refused for this reason, and nothing was left behind. */
  refused(answer: Answered, status: number, code: string): Promise<void>
}

export const poster = (system: System, planner: Planner): Poster => ({
  post: (body, type = 'application/json', path = '/schedule') =>
    ask(`${system.url}/api/v1${path}`, {
      method: 'POST',
      token: planner.token,
      headers: { 'Content-Type': type },
      body,
    }),
  async refused(answer, status, code) {
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code })
    expect(await planner.client.listSchedules()).toMatchObject({ total: 0 })
  },
})

export interface Complaints {
  readonly message: string
  readonly errors: string[]
  readonly warnings: string[]
}

export const detailOf = ({ body }: Answered): Complaints => body.detail as Complaints
