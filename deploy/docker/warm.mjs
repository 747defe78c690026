// Loads every module of a service, so that its image holds their compiled form: node warm.mjs services/auth/src
// The mains are left out: they would start the service, and import nothing that compose.ts does not.
import { globSync } from 'node:fs'
import { resolve } from 'node:path'

const folder = process.argv[2]
for (const file of globSync('**/*.ts', { cwd: folder, exclude: ['**/{main,*-main}.ts'] }))
  await import(resolve(folder, file))
