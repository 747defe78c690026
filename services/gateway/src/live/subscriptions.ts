import { isTerminal, type SocketMessage } from '@filling/contracts'
import { AppError } from '@filling/service-kit'
import { openWatch, type Watch, type WatchParts } from './watch.ts'

/** As many as a page may show; more would be a list, which polls. */
const mostChannels = 50

export interface Subscriptions {
  /** @throws AppError as the scheduler's; request.invalid when there are too many */
  add(channel: string, after: number): Promise<void>
  remove(channel: string): void
  stop(): void
}

interface Deps extends Omit<WatchParts, 'ask'> {
  readonly ask: (id: string) => WatchParts['ask']
  readonly tell: (channel: string, message: SocketMessage) => void
  readonly onRefused: () => void
}

/** The schedules that one socket watches. */
export const subscriptions = (deps: Deps): Subscriptions => {
  const channels = new Map<string, Watch | 'opening'>()
  let stopped = false

  const remove = (channel: string): void => {
    const watch = channels.get(channel)
    channels.delete(channel)
    if (watch !== 'opening') watch?.stop()
  }
  return {
    async add(channel, after) {
      if (channels.has(channel)) return
      if (channels.size >= mostChannels)
        throw new AppError('request.invalid', `No more than ${mostChannels} subscriptions on one socket`)
      channels.set(channel, 'opening')
      const id = channel.slice('schedule:'.length)
      const watch = await openWatch(Number(id), { ...deps, ask: deps.ask(id) }).catch((error) => {
        channels.delete(channel)
        throw error
      })
      if (stopped) return watch.stop()
      channels.set(channel, watch)
      deps.tell(channel, { type: 'subscribed', channel })
      watch.begin({
        after,
        onState: (data) => {
          if (isTerminal(data.status)) channels.delete(channel)
          deps.tell(channel, { type: isTerminal(data.status) ? 'end' : 'progress', channel, data })
        },
        onRefused: deps.onRefused,
      })
    },
    remove,
    stop() {
      stopped = true
      for (const channel of [...channels.keys()]) remove(channel)
    },
  }
}
