import { bytes, markdown, short, whole } from './markdown.ts'
import { type Fleet, fleetOf, nodeCores, nodesOf } from './nodes.ts'
import type { Need } from './sizing.ts'

const fleet = ({ processes, connections }: Fleet): string =>
  `${whole(processes)}, with ${whole(connections)} connections`

/** As many as a node has cores for. */
const largeSlots = nodeCores - 1

const lines: readonly (readonly [string, (need: Need) => string])[] = [
  ['schedules a day', ({ site }) => whole(site.schedulesPerDay)],
  ['solver seconds a day', ({ slotSecondsPerDay }) => whole(slotSecondsPerDay)],
  ['jobs a second, busiest hour', ({ jobsPerSecond }) => short(jobsPerSecond)],
  ['slots for proofs, for quick plans', ({ longSlots, quickSlots }) => `${short(longSlots)}, ${short(quickSlots)}`],
  ['solvers of 1 + 1 slots', (need) => fleet(fleetOf(need, 1))],
  [`… or of 1 + ${largeSlots}`, (need) => fleet(fleetOf(need, largeSlots))],
  [
    'cores for api, PostgreSQL, NATS',
    ({ apiCores, postgresCores, natsCores }) => [apiCores, postgresCores, natsCores].map(short).join(', '),
  ],
  [`nodes of ${nodeCores} cores`, (need) => whole(nodesOf(need))],
  ['commits a second', ({ commitsPerSecond }) => short(commitsPerSecond)],
  ['messages a second', ({ messagesPerSecond }) => short(messagesPerSecond)],
  ['write-ahead log a day', ({ walBytesPerDay }) => bytes(walBytesPerDay)],
  ['database grows a day', ({ storedBytesPerDay }) => bytes(storedBytesPerDay)],
  ['… a year', ({ storedBytesPerDay }) => bytes(365 * storedBytesPerDay)],
  ['EVENTS reaches back', ({ eventsDays }) => `${short(eventsDays)} days`],
]

export const needsTable = (needs: readonly Need[]): string =>
  markdown(
    ['', ...needs.map(({ site }) => site.name)],
    lines.map(([what, cell]) => [what, ...needs.map(cell)]),
  )
