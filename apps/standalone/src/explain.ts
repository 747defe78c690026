import { ConfigError } from '@filling/service-kit'
import { StartError } from './start-error.ts'

/** What a person can do something about is one sentence; everything else keeps its trace for the report. */
export const explain = (error: unknown): string => {
  if (error instanceof ConfigError || error instanceof StartError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
