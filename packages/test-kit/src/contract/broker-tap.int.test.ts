import { connect, headers } from 'nats'
import { expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { natsServer } from '../nats-server.ts'
import { addressIn, brokerTap } from './broker-tap.ts'

it('notes what no contract names, what does not fit, and what has no id', async () => {
  const nats = await natsServer()
  const tap = await brokerTap(nats.url)
  const speaker = await connect(addressIn(nats.url))
  const named = headers()
  named.set('Nats-Msg-Id', '1:1')
  speaker.publish('scheduling.solve.fast.v1', '{"scheduleId":1}', { headers: named })
  speaker.publish('scheduling.solve.fast.v1', '{"scheduleId":1,"colour":"red"}', { headers: named })
  speaker.publish('scheduling.solve.exact.v1', '{"scheduleId":1}')
  speaker.publish('control.cancel.1', '{"scheduleId":1}')
  speaker.publish('scheduling.schedule.eaten.v1', '{}')
  await eventually(() => [...tap.seen.values()].reduce((sum, count) => sum + count, 0) === 5)
  expect(tap.complaints).toEqual([
    "scheduling.solve.fast.v1: Unknown field 'colour'",
    "scheduling.solve.exact.v1: Missing required field 'Nats-Msg-Id'",
    'scheduling.schedule.eaten.v1: no contract names this subject',
  ])
  await speaker.close()
  await tap.close()
  await nats.close()
})
