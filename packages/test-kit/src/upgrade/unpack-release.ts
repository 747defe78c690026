import { globSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

export interface UnpackedRelease {
  /** Where its programs lie: `api-main.js`, `solver-main.js`. */
  readonly folder: string
  remove(): Promise<void>
}

/** Lays out the processes of a release that `pnpm release:keep` has kept, so that Node can run them. */
export const unpackRelease = async (file: URL): Promise<UnpackedRelease> => {
  const files: Record<string, string> = JSON.parse(brotliDecompressSync(await readFile(file)).toString())
  const folder = await mkdtemp(join(tmpdir(), 'filling-release-'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  for (const [name, code] of Object.entries(files)) await writeFile(join(folder, name), code)
  await linkPackages(join(folder, 'node_modules'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Its code comes from several of our packages, and pnpm keeps what each of them uses apart. */
const linkPackages = async (target: string): Promise<void> => {
  const folders = ['services/scheduler', ...globSync('packages/*', { cwd: root })]
  const links = folders.flatMap((folder) =>
    globSync(['node_modules/[!@.]*', 'node_modules/@*/*'], { cwd: join(root, folder) }).map(
      (link) => [link.slice('node_modules/'.length), join(root, folder, link)] as const,
    ),
  )
  for (const [name, path] of new Map(links.toReversed())) {
    await mkdir(dirname(join(target, name)), { recursive: true })
    await symlink(path, join(target, name))
  }
}
