import { runService } from '@filling/service-kit'
import { composeGateway, GatewayConfig } from './compose.ts'

await runService('gateway', GatewayConfig, composeGateway)
