// What we ship: every production dependency of services and apps, as CycloneDX in out/, and its licences in a table.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Component, isAllowed, licenceOf, nameOf } from './sbom/licences.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const file = 'out/sbom.cdx.json'
const filters = ['--filter', './services/*', '--filter', './apps/*']
const format = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--prod']

/** From lockfile and node_modules; pnpm, which `npm run` puts on the PATH, asks no registry for it. */
const bill = (): { components: Component[] } => {
  const command = [...filters, 'sbom', ...format]
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
  return JSON.parse(execFileSync('pnpm', command, options))
}

const document = bill()
const byLicence = Map.groupBy(document.components, licenceOf)
for (const [licence, components] of byLicence)
  for (const component of components)
    component.licenses = licence.includes(' ') ? [{ expression: licence }] : [{ license: { id: licence } }]
mkdirSync(join(root, 'out'), { recursive: true })
writeFileSync(join(root, file), `${JSON.stringify(document, undefined, 2)}\n`)

for (const [licence, components] of [...byLicence].sort(([, a], [, b]) => b.length - a.length))
  console.log(`${String(components.length).padStart(4)}  ${isAllowed(licence) ? ' ' : '✗'} ${licence}`)
const refused = document.components.filter((component) => !isAllowed(licenceOf(component)))
for (const component of refused)
  console.log(`${nameOf(component)}: ${licenceOf(component)} is not on the list of allowed licences`)
console.log(`${document.components.length} components in ${file}`)
process.exitCode = refused.length > 0 ? 1 : 0
