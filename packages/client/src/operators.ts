import type { DeadLetter, DeadLetterList, DeadLetterQuery } from '@filling/contracts'
import { queryText } from './query-text.ts'

type Read = <T>(path: string, init?: RequestInit) => Promise<T>

/** For whoever runs the system: the account needs `is_superuser`. */
export const operatorCalls = (read: Read) => ({
  /** What the system gave up on, newest first. */
  deadLetters: (query: DeadLetterQuery = {}): Promise<DeadLetterList> => read(`/admin/dead-letters${queryText(query)}`),

  /** Has a failed schedule planned again, once. @throws ApiError dead_letter.replayed */
  replayDeadLetter: (id: number): Promise<DeadLetter> => read(`/admin/dead-letters/${id}/replay`, { method: 'POST' }),

  /** Forgets a dead letter; its schedule stays as it is. */
  dismissDeadLetter: async (id: number): Promise<void> => {
    await read(`/admin/dead-letters/${id}`, { method: 'DELETE' })
  },
})
