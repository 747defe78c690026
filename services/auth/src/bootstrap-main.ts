import { runTask } from '@filling/service-kit'
import { AuthBootstrapConfig, bootstrapAuth } from './bootstrap.ts'

await runTask('auth-bootstrap', AuthBootstrapConfig, bootstrapAuth)
