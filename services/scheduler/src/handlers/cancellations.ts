import type { Bus } from '@filling/messaging'

/**
 * Who wants to look at once when somebody has cancelled or deleted a schedule. Only a hint: what has happened is in the
 * row, and the next heartbeat finds it there anyhow.
 */
export interface Cancellations {
  watch(scheduleId: number, look: () => void): Disposable
  close(): void
}

const prefix = 'control.cancel.'

export const cancellations = (bus: Pick<Bus, 'listen'>): Cancellations => {
  const watchers = new Map<number, () => void>()
  const listening = bus.listen(`${prefix}*`, (_data, subject) => watchers.get(Number(subject.slice(prefix.length)))?.())
  return {
    watch(scheduleId, look) {
      watchers.set(scheduleId, look)
      return {
        [Symbol.dispose]: () => {
          if (watchers.get(scheduleId) === look) watchers.delete(scheduleId)
        },
      }
    },
    close: () => listening.stop(),
  }
}

export const hintCancelled = (bus: Pick<Bus, 'notify'>, scheduleId: number): void =>
  bus.notify(`${prefix}${scheduleId}`, { scheduleId })
