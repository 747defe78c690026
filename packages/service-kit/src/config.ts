import { readFileSync } from 'node:fs'
import { checkText } from '@filling/contracts'
import type { Static, TObject } from 'typebox'

export type Environment = Readonly<Record<string, string | undefined>>

/** Thrown at start when configuration is wrong; lists every mistake and no value, because values may be secrets. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/**
 * Reads the keys of `schema` from the environment, once, at start. `KEY_FILE` names a file that holds the value of
 * `KEY` (Docker and Kubernetes secrets). An empty value counts as absent.
 * @throws ConfigError naming every key that is missing or wrong
 */
export const readConfig = <S extends TObject>(schema: S, env: Environment = process.env): Static<S> => {
  const mistakes: string[] = []
  const given: Record<string, string> = {}
  for (const key of Object.keys(schema.properties)) {
    const value = readValue(key, env, mistakes)
    if (value !== undefined && value !== '') given[key] = value
  }
  const checked = checkText(schema, given)
  if (!checked.ok) mistakes.push(...checked.errors)
  if (mistakes.length > 0 || !checked.ok) throw new ConfigError(`Configuration is wrong:\n  ${mistakes.join('\n  ')}`)
  return checked.value
}

const readValue = (key: string, env: Environment, mistakes: string[]): string | undefined => {
  const file = env[`${key}_FILE`]
  if (!file) return env[key]
  if (env[key]) mistakes.push(`Set either ${key} or ${key}_FILE, not both`)
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    mistakes.push(`The file that ${key}_FILE names cannot be read`)
    return undefined
  }
}
