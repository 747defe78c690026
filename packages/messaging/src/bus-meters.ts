import type { Meters } from '@filling/service-kit'
import type { Bus, Listening } from './bus.ts'

/** Whether the broker is there, and how often it had to be found again. */
export const watchBus = (bus: Pick<Bus, 'status' | 'onStatus'>, meters: Meters): Listening => {
  const reconnects = meters.counter(
    'filling_broker_reconnects_total',
    'Connections to the broker that replaced a lost one',
  )
  const connected = (): number => (bus.status() === 'connected' ? 1 : 0)
  meters.gauge('filling_broker_connected', '1 while there is a connection to the broker', [], () => [[{}, connected()]])
  let lost = false
  return bus.onStatus((status) => {
    if (status === 'connected' && lost) reconnects.inc()
    lost = status === 'disconnected'
  })
}
