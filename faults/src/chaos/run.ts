import { setTimeout as pause } from 'node:timers/promises'
import { impossible, proof, quick, search } from '../system/jobs.ts'
import type { System } from '../system/system.ts'
import { faults } from './faults.ts'
import type { JobKind, Step } from './plan.ts'

const jobs: Readonly<Record<JobKind, object>> = { quick, impossible, search: search(2), proof: proof(1) }

/** All names of a run begin like this. */
export const prefixOf = (run: number): string => `r${run}.`

/** Does what the plan says, at its times. Resolves when everything is answered and mended. */
export const perform = async (system: System, run: number, steps: readonly Step[]): Promise<void> => {
  const submits: Promise<number | undefined>[] = []
  const others: Promise<void>[] = []
  // One at a time: two hands on one server would undo each other's work.
  let mended: Promise<void> = Promise.resolve()
  const beganMs = performance.now()
  for (const step of steps) {
    await pause(Math.max(0, step.afterMs - (performance.now() - beganMs)))
    if (step.kind === 'submit') submits.push(send(system, `${prefixOf(run)}${submits.length}`, step))
    else if (step.kind === 'fault') mended = mended.then(() => strike(system, step))
    else others.push(withdraw(system, step.kind, submits[step.nth]))
  }
  await Promise.all([mended, ...submits, ...others])
}

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>

const send = async ({ planner }: System, name: string, step: StepOf<'submit'>): Promise<number | undefined> => {
  const { job, withoutKey, times } = step
  const sent = Array.from({ length: withoutKey ? 1 : times }, () => planner.submit(name, jobs[job], { withoutKey }))
  return (await Promise.all(sent))[0]
}

const strike = async (system: System, { fault, victim, forMs }: StepOf<'fault'>): Promise<void> => {
  system.history.note({ kind: 'fault', fault, target: String(victim) })
  await faults[fault](system, { victim, forMs })
}

const withdraw = async ({ planner }: System, kind: 'cancel' | 'delete', submit?: Promise<number | undefined>) => {
  const id = await submit
  if (id !== undefined) await (kind === 'cancel' ? planner.cancel(id) : planner.remove(id))
}
