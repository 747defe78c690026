import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { printed } from './printed.ts'

it.each(Object.entries(printed()))(
  '%s says what the contracts say (else: pnpm --filter @filling/deploy print)',
  (file, text) => {
    expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toBe(text)
  },
)
