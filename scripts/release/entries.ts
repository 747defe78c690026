/** What of the scheduler runs for as long as a release does. */
export const schedulerEntries = ['services/scheduler/src/api-main.ts', 'services/scheduler/src/solver-main.ts'] as const
