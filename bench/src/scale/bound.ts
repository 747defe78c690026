import type { Row } from './measure.ts'

const full = 0.9

/** What has to grow for more jobs a second, as far as shares tell it. */
export const boundBy = ({ scenario, coresAll, coresOurs, slotsTaken, cpuMsPerJob, jobsPerSecond }: Row): string => {
  const slotsFull = slotsTaken >= full
  // Whose time is fixed does not wait for a core, it only gets less of it.
  if (scenario === 'long' && slotsFull) return coresAll >= full ? 'slots; plans share the cores' : 'slots'
  if (coresAll >= full) return coresOurs >= full * coresAll ? 'cores' : 'cores, others use them too'
  if (slotsFull) return 'slots'
  if ((cpuMsPerJob.api * jobsPerSecond) / 1_000 >= full) return 'the one api'
  return 'waiting: disk, hand-over, the last jobs'
}
