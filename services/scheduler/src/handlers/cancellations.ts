import type { Bus } from '@filling/messaging'

/** Who wants to know at once when a schedule is no longer wanted. Only a hint: the heartbeat finds out as well. */
export interface Cancellations {
  watch(scheduleId: number, onCancel: () => void): Disposable
  close(): void
}

const prefix = 'control.cancel.'

export const cancellations = (bus: Pick<Bus, 'listen'>): Cancellations => {
  const watchers = new Map<number, () => void>()
  const listening = bus.listen(`${prefix}*`, (_data, subject) => watchers.get(Number(subject.slice(prefix.length)))?.())
  return {
    watch(scheduleId, onCancel) {
      watchers.set(scheduleId, onCancel)
      return {
        [Symbol.dispose]: () => {
          if (watchers.get(scheduleId) === onCancel) watchers.delete(scheduleId)
        },
      }
    },
    close: () => listening.stop(),
  }
}

export const hintCancelled = (bus: Pick<Bus, 'notify'>, scheduleId: number): void =>
  bus.notify(`${prefix}${scheduleId}`, { scheduleId })
