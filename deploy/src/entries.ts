import { AuthBootstrapConfig, AuthConfig } from '@filling/auth'
import { ExportConfig } from '@filling/export'
import { GatewayConfig } from '@filling/gateway'
import { BootstrapConfig, SchedulerApiConfig, SolverConfig } from '@filling/scheduler'
import { ConfigError, readConfig } from '@filling/service-kit'
import type { TObject } from 'typebox'

/** What each program reads from its environment. */
const schemas: Readonly<Record<string, TObject>> = {
  'services/gateway/src/main.ts': GatewayConfig,
  'services/auth/src/main.ts': AuthConfig,
  'services/auth/src/bootstrap-main.ts': AuthBootstrapConfig,
  'services/scheduler/src/api-main.ts': SchedulerApiConfig,
  'services/scheduler/src/solver-main.ts': SolverConfig,
  'services/scheduler/src/bootstrap-main.ts': BootstrapConfig,
  'services/export/src/main.ts': ExportConfig,
}

/** The program of an image (`…/filling/auth:1`) unless its container names another one. */
export const programOf = (image: string, args?: readonly string[]): string | undefined => {
  const service = /(?:^|\/)filling\/([a-z]+):/.exec(image)?.[1]
  if (!service) return undefined
  return args?.at(-1) ?? `services/${service}/src/${service === 'scheduler' ? 'api-main' : 'main'}.ts`
}

/** What a program would say about this environment, and every key that it does not know. */
export const mistakesIn = (program: string, env: Readonly<Record<string, string>>): string[] => {
  const schema = schemas[program]
  if (!schema) return [`nobody knows the program ${program}`]
  const unknown = Object.keys(env).filter((key) => !Object.hasOwn(schema.properties, key))
  const wrong = unknown.map((key) => `${program} does not know ${key}`)
  try {
    readConfig(schema, env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    wrong.push(`${program}: ${error.message}`)
  }
  return wrong
}

/** The environment as it is once the files that `KEY_FILE` names have been read. */
export const withFiles = (
  env: Readonly<Record<string, string>>,
  read: (file: string) => string | undefined,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).map(([key, value]) =>
      key.endsWith('_FILE') ? [key.slice(0, -'_FILE'.length), read(value) ?? ''] : [key, value],
    ),
  )

/** `host:port` of every address in an environment. */
export const addressesIn = (env: Readonly<Record<string, string>>): string[] =>
  Object.values(env)
    .filter((value) => /^[a-z]+:\/\//.test(value))
    .map((value) => new URL(value).host)
