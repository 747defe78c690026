import { runService } from '@filling/service-kit'
import { AuthConfig, composeAuth } from './compose.ts'

await runService('auth', AuthConfig, composeAuth)
