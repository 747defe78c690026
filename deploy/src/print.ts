// Writes the files that are derived from the contracts; printed.test.ts compares them.
import { writeFileSync } from 'node:fs'
import { printed } from './printed.ts'

for (const [file, text] of Object.entries(printed())) writeFileSync(new URL(`../${file}`, import.meta.url), text)
