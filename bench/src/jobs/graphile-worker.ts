import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import { type Contender, diary } from './contender.ts'

const quiet = new Logger(() => () => undefined)

/** As its manual recommends for speed: many at a time; adding rings a bell in PostgreSQL. */
export const graphileWorker = async (url: string): Promise<Contender> => {
  const kept = diary()
  const utils = await makeWorkerUtils({ connectionString: url, maxPoolSize: 16, logger: quiet })
  await utils.migrate()
  const runner = await run({
    connectionString: url,
    concurrency: 16,
    maxPoolSize: 20,
    noHandleSignals: true,
    logger: quiet,
    taskList: { job: async (_payload, { job }) => kept.begun(job.id) },
  })
  runner.events.on('job:complete', ({ job }) => kept.ended(job.id))
  return {
    name: 'graphile-worker',
    async add() {
      const { id } = await utils.addJob('job', { n: 1 })
      kept.stored(id)
      return id
    },
    lives: async (ids) => kept.lives(ids),
    async close() {
      await runner.stop()
      await utils.release()
    },
  }
}
