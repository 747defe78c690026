import { runService } from '@filling/service-kit'
import { composeSolver, SolverConfig } from './compose.ts'

await runService('scheduler-solver', SolverConfig, composeSolver)
