export { composeApi } from './compose-api.ts'
export { composeSolver } from './compose-solver.ts'
export { SchedulerApiConfig, SolverConfig } from './config.ts'
