import { runTask } from '@filling/service-kit'
import { BootstrapConfig, bootstrapScheduler } from './compose.ts'

await runTask('scheduler-bootstrap', BootstrapConfig, bootstrapScheduler)
