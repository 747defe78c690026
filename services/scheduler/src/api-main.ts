import { runService } from '@filling/service-kit'
import { composeApi, SchedulerApiConfig } from './compose.ts'

await runService('scheduler-api', SchedulerApiConfig, composeApi)
