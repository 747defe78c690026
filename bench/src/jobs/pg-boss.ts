import { PgBoss } from 'pg-boss'
import { type Contender, diary } from './contender.ts'

const queue = 'job'

/** Woken by NOTIFY instead of its usual polling, and taking jobs in batches, which is where it is fastest. */
export const pgBoss = async (url: string): Promise<Contender> => {
  const kept = diary()
  const boss = new PgBoss({ connectionString: url, max: 20, useListenNotify: true })
  let closing = false
  // Its listening connection is still there when the server stops.
  boss.on('error', (error) => closing || console.error('pg-boss:', error))
  await boss.start()
  await boss.createQueue(queue, { notify: true })
  const options = { batchSize: 50, localConcurrency: 2, pollingIntervalSeconds: 0.5 }
  await boss.work(queue, options, async (jobs) => {
    for (const { id } of jobs) kept.begun(id)
    // The library writes the end after this; it tells nobody when it has.
    for (const { id } of jobs) kept.ended(id)
  })
  return {
    name: 'pg-boss',
    async add() {
      const id = await boss.send(queue, { n: 1 })
      if (id === null) throw new Error('pg-boss did not store the job')
      kept.stored(id)
      return id
    },
    lives: async (ids) => kept.lives(ids),
    async close() {
      closing = true
      await boss.stop()
    },
  }
}
