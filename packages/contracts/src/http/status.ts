export const scheduleStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const

/** A status that no longer changes. */
export const isTerminal = (status: (typeof scheduleStatuses)[number] | 'deleted'): boolean =>
  status !== 'pending' && status !== 'running'
