import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type OutputAsset, type OutputChunk, type Plugin, rolldown } from 'rolldown'

/** Text of JavaScript files by name: the entries, what they share, and the threads that they start. */
export type Bundle = Readonly<Record<string, string>>

/**
 * Puts the code of our packages into a few files. Needs no `node_modules` in the checkout: packages of npm stay outside.
 * @throws Error when something of ours would stay outside too: it would be looked for in vain, or found as it is today.
 */
export const bundle = async (checkout: string, entries: readonly string[]): Promise<Bundle> => {
  const ours = ownPackages(checkout)
  const bundled = await rolldown({
    cwd: checkout,
    platform: 'node',
    input: entries.map((entry) => join(checkout, entry)),
    external: (id) => /^[a-z@]/.test(id) && !(id in ours),
    resolve: { alias: ours },
    plugins: [threads],
  })
  const { output } = await bundled.generate({
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'shared-[name].js',
    // Names stay as they were: a stack trace of an old release has to be read too.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  })
  return textOf(output)
}

const textOf = (output: readonly (OutputChunk | OutputAsset)[]): Bundle => {
  const names = output.map(({ fileName }) => fileName)
  const missing = output.flatMap((file) => {
    if (file.type === 'asset') return [file.fileName]
    const own = [...file.imports, ...file.dynamicImports].filter((id) => id.startsWith('@filling/'))
    const named = Array.from(file.code.matchAll(besides), ([, , name = '']) => name)
    const sources = file.code.match(/[^'"`]+\.ts(?=['"`])/g) ?? []
    return [...own, ...named.filter((name) => !names.includes(name)), ...sources]
  })
  if (missing.length > 0) throw new Error(`Not in the bundle: ${[...new Set(missing)].join(', ')}`)
  return Object.fromEntries(output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : '']))
}

/** A file that is found from where the code lies. */
const besides = /new URL\(\s*(['"`])([^'"`]+)\1,\s*import\.meta\.url\s*\)/g

const ownPackages = (checkout: string): Record<string, string> =>
  Object.fromEntries(
    globSync('packages/*/package.json', { cwd: checkout }).map((file) => [
      (JSON.parse(readFileSync(join(checkout, file), 'utf8')) as { name: string }).name,
      join(checkout, dirname(file), 'src/index.ts'),
    ]),
  )

/** A thread is named by the file that it runs, so it becomes a file of its own. */
const threads: Plugin = {
  name: 'threads',
  transform(code, id) {
    return code.replace(besides, (found, _quote, file: string) => {
      if (!file.endsWith('.ts')) return found
      const fileName = `thread-${basename(file, '.ts')}.js`
      this.emitFile({ type: 'chunk', id: resolve(dirname(id), file), fileName })
      return `new URL('${fileName}', import.meta.url)`
    })
  },
}
