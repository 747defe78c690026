import { logLevels, ServiceUrl } from '@filling/service-kit'
import { type Static, Type } from 'typebox'

export const ExportConfig = Type.Object({
  HOST: Type.String({ default: '0.0.0.0' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8083 }),
  LOG_LEVEL: Type.Enum(logLevels, { default: 'info' }),
  AUTH_URL: ServiceUrl({ description: 'Where the public keys of the access tokens are.' }),
  SCHEDULER_URL: ServiceUrl({ description: 'Whom to ask for the schedules.' }),
})

export type ExportConfig = Static<typeof ExportConfig>
