import { setTimeout as pause } from 'node:timers/promises'
import { solverPoints } from '../armed/points.ts'
import { watchRecovery } from '../system/recovery.ts'
import type { ServiceProcess } from '../system/service-process.ts'
import type { Extra, System } from '../system/system.ts'
import { sendGarbage, sendTwice } from './messages.ts'

/** Whom it hits, and for how long where that is asked. Everything is mended when the promise resolves. */
interface Blow {
  readonly victim: number
  readonly forMs: number
}
type Fault = (system: System, blow: Blow) => Promise<void>

type Kind = 'apis' | 'solvers'

const replace = (system: System, kind: Kind, index: number, extra?: Extra): void => {
  system[kind][index] = kind === 'apis' ? system.startApi(index, extra) : system.startSolver(index, extra)
}

/** Ends one of the processes; another one takes its place after a while, as in a cluster. */
const ending =
  (kind: Kind, end: (process: ServiceProcess, system: System) => Promise<unknown>): Fault =>
  async (system, { victim, forMs }) => {
    const index = victim % system[kind].length
    const process = system[kind][index]
    if (process?.running()) await end(process, system)
    await pause(forMs)
    replace(system, kind, index)
  }

const killed = async (process: ServiceProcess, system: System): Promise<void> => {
  const watch = process.name.startsWith('solver') ? await watchRecovery(system) : undefined
  await process.kill()
  watch?.begin()
}

const frozen =
  (kind: Kind): Fault =>
  async (system, { victim, forMs }) => {
    const process = system[kind][victim % system[kind].length]
    process?.signal('SIGSTOP')
    // Sometimes longer than any lease: others take the work over meanwhile.
    const thaw = pause(victim % 3 === 0 ? 18_000 : forMs).then(() => process?.signal('SIGCONT'))
    if (victim % 3 > 0) await thaw
  }

/** A solver that will die at one point of its work takes the place of another one; when it is dead, it is replaced. */
const armed: Fault = async (system, { victim }) => {
  const index = victim % system.solvers.length
  const previous = system.solvers[index]
  const deadly = solverPoints.filter((point) => point.startsWith('die'))
  if (previous?.running()) await previous.kill()
  replace(system, 'solvers', index, { point: deadly[victim % deadly.length] ?? 'die in mid solve' })
  const doomed = system.solvers[index]
  void doomed?.exited.then(() => {
    // Unless we ended it, or the whole system.
    if (system.solvers[index] === doomed && !system.closing()) replace(system, 'solvers', index)
  })
}

const during =
  (begin: (system: System) => Promise<() => Promise<void> | void>): Fault =>
  async (system, { forMs }) => {
    const end = await begin(system)
    await pause(forMs)
    await end()
  }

export const faults = {
  'solver killed': ending('solvers', killed),
  'solver stopped': ending('solvers', (process) => process.stop()),
  'solver frozen': frozen('solvers'),
  'solver armed to die': armed,
  'api killed': ending('apis', killed),
  'api stopped': ending('apis', (process) => process.stop()),
  'api frozen': frozen('apis'),
  'broker killed': during(async ({ nats }) => {
    await nats.kill()
    return () => nats.restart()
  }),
  'broker restarted': ({ nats }) => nats.restart(),
  'broker wiped': ({ nats }) => nats.wipe(),
  'broker frozen': during(async ({ nats }) => {
    nats.freeze()
    return () => nats.thaw()
  }),
  'database restarted': ({ postgres }) => postgres.restart(),
  'database crashed': ({ postgres }) => postgres.crash(),
  'connections terminated': async ({ postgres }) => void (await postgres.terminateBackends()),
  'connections exhausted': during(({ postgres }) => postgres.exhaust()),
  'network half open': async ({ wires }, { victim }) => (victim % 2 ? wires.database : wires.broker).silence(),
  'network cut': during(async ({ wires }) => {
    for (const wire of [wires.database, wires.broker]) wire.cut()
    return () => {
      for (const wire of [wires.database, wires.broker]) wire.join()
    }
  }),
  'messages sent twice': sendTwice,
  'messages malformed': sendGarbage,
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof faults
export const faultNames = Object.keys(faults) as [FaultName, ...FaultName[]]
