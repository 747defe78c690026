import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { type CompletedSchedule, type SchedulerClient, schedulerClient } from '@filling/client'
import type { Progress } from '@filling/contracts'
import { gantt } from './gantt.ts'
import { paint } from './paint.ts'
import { kpiTable, proofOf } from './report.ts'
import { step } from './step.ts'

const example = new URL('../../../../examples/lots.csv', import.meta.url)
/** A simple rule, the default, and the one that proves. */
const strategies = ['lpt-pack', 'smart-pack', 'milp-opt'] as const
/** The proof of the example takes a second or two; a slow machine gets the best plan found until then. */
const timeLimitSeconds = 60

/** What a planner does on the first day, over the public API and nothing else. */
export const story = async (url: string, signal: AbortSignal): Promise<void> => {
  const client = schedulerClient(url)
  await step(
    'Registering a planner and signing in',
    () => signUp(client),
    (email) => email,
  )

  const csv = await readFile(example, 'utf8')
  const plans: CompletedSchedule[] = []
  for (const strategy of strategies) {
    plans.push(
      await step(
        `Planning examples/lots.csv with ${strategy}`,
        (note) => plan(client, csv, { strategy, signal, note }),
        outcome,
      ),
    )
  }
  const best = plans.at(-1) as CompletedSchedule
  const files = await step(
    'Exporting the plan',
    () => save(client, best.id),
    (names) => names.join(', '),
  )

  console.log(`\n${kpiTable(plans)}\n`)
  for (const done of plans) console.log(`  ${done.strategy}: ${proofOf(done)}`)
  const width = Math.min(process.stdout.columns ?? 100, 140)
  console.log(`\n${gantt(best.result.activities, { width, rows: 20, paint })}\n`)
  console.log(`  Read ${files.join(' and ')}; "npm start" stays up and shows the API at /docs.`)
}

const signUp = async (client: SchedulerClient): Promise<string> => {
  const credentials = { email: `planner-${randomUUID().slice(0, 8)}@example.com`, password: randomUUID() }
  await client.register(credentials)
  await client.login(credentials)
  return credentials.email
}

const plan = async (
  client: SchedulerClient,
  csv: string,
  {
    strategy,
    signal,
    note,
  }: { readonly strategy: string; readonly signal: AbortSignal; readonly note: (text: string) => void },
): Promise<CompletedSchedule> => {
  const config = { time_limit_seconds: timeLimitSeconds }
  const { id } = await client.createScheduleFromCsv(csv, { name: `Demo, ${strategy}`, strategy, config }, { signal })
  return client.waitForCompletion(id, { signal, onProgress: ({ progress }) => progress && note(soFar(progress)) })
}

const soFar = ({ percent, makespan, gap_percent }: Progress): string =>
  makespan === null
    ? `${percent.toFixed(0)} %`
    : `${makespan.toFixed(2)} h, at most ${gap_percent?.toFixed(2)} % too long`

const outcome = ({ result }: CompletedSchedule): string =>
  `${result.lots_scheduled} lots in ${result.makespan.toFixed(2)} h`

const save = async (client: SchedulerClient, id: number): Promise<string[]> => {
  const [csv, json] = await Promise.all([client.exportCsv(id), client.exportJson(id)])
  await mkdir('out', { recursive: true })
  await writeFile('out/schedule.csv', csv)
  await writeFile('out/schedule.json', `${JSON.stringify(json, null, 2)}\n`)
  return ['out/schedule.csv', 'out/schedule.json']
}
