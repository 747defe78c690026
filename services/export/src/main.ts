import { runService } from '@filling/service-kit'
import { composeExport, ExportConfig } from './compose.ts'

await runService('export', ExportConfig, composeExport)
