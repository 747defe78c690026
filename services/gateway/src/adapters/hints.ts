import { check, progressSubject, ScheduleState } from '@filling/contracts'
import type { Bus, Listening } from '@filling/messaging'
import type { Logger } from '@filling/service-kit'

/** What solvers tell about schedules, at most once. */
export interface Hints {
  listen(scheduleId: number, onState: (state: ScheduleState) => void): Listening
  /** Called when the broker is back: what was told in between is lost. */
  onReturn(listener: () => void): Listening
}

interface Channel {
  readonly listeners: Set<(state: ScheduleState) => void>
  readonly listening: Listening
}

/** One subscription a schedule, however many watch it here. */
export const hintsOn = (bus: Pick<Bus, 'listen' | 'onStatus'>, log: Logger): Hints => {
  const channels = new Map<number, Channel>()

  const open = (scheduleId: number): Channel => {
    const listeners: Channel['listeners'] = new Set()
    const listening = bus.listen(progressSubject(scheduleId), (data) => {
      const checked = check(ScheduleState, data)
      if (!checked.ok) return log.warn({ scheduleId, errors: checked.errors }, 'a progress hint is unreadable')
      for (const listener of listeners) listener(checked.value)
    })
    return { listeners, listening }
  }
  return {
    listen(scheduleId, onState) {
      const channel = channels.get(scheduleId) ?? open(scheduleId)
      channels.set(scheduleId, channel)
      channel.listeners.add(onState)
      return {
        stop() {
          if (!channel.listeners.delete(onState) || channel.listeners.size > 0) return
          channel.listening.stop()
          channels.delete(scheduleId)
        },
      }
    },
    onReturn: (listener) => bus.onStatus((status) => status === 'connected' && listener()),
  }
}
