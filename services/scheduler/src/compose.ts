export { composeApi } from './compose-api.ts'
export { bootstrapScheduler } from './compose-bootstrap.ts'
export { composeSolver } from './compose-solver.ts'
export { BootstrapConfig, SchedulerApiConfig, SolverConfig } from './config.ts'
