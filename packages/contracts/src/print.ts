import packageJson from '../package.json' with { type: 'json' }
import { asyncApi } from './asyncapi.ts'
import { openApi } from './openapi.ts'

/** `pnpm contracts:print openapi|asyncapi > file` */
const documents: Readonly<Record<string, (version: string) => object>> = { openapi: openApi, asyncapi: asyncApi }

const print = documents[process.argv[2] ?? '']
if (print) process.stdout.write(`${JSON.stringify(print(packageJson.version), undefined, 2)}\n`)
else {
  process.stderr.write(`Say which: ${Object.keys(documents).join(' or ')}\n`)
  process.exitCode = 64
}
