import { createHash } from 'node:crypto'
import { buildProblem, type Config, type Parsed, type Problem, parseConfig, parseLots } from '@filling/core'
import type { Job } from '../schedule.ts'

export interface StoredProblem {
  readonly problem: Problem
  readonly config: Config
}

/** What is stored was accepted by rules that have changed since. No other attempt would end differently. */
export class InputRefused extends Error {}

/** Reads a job through the same door as its submit. @throws InputRefused */
export const storedProblem = (job: Pick<Job, 'lots' | 'config' | 'startTimeMs'>): StoredProblem => {
  const config = accepted(parseConfig(JSON.parse(job.config)))
  const lots = accepted(parseLots(JSON.parse(job.lots), config))
  return { problem: accepted(buildProblem(lots, config, job.startTimeMs)), config }
}

const accepted = <T>({ value, errors }: Parsed<T>): T => {
  if (value !== undefined) return value
  throw new InputRefused(`Stored input is no longer accepted: ${errors.join('; ')}`)
}

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
