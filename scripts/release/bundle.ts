import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'

/** Text of JavaScript files by name: the entries, what they share, and the threads that they start. */
export type Bundle = Readonly<Record<string, string>>

/** Puts the code of our packages into a few files. Needs no `node_modules` in the checkout: packages of npm stay outside. */
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
  return Object.fromEntries(output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : '']))
}

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
    return code.replace(/new URL\('([^']+)\.ts', import\.meta\.url\)/g, (_, path: string) => {
      const fileName = `thread-${path.split('/').at(-1)}.js`
      this.emitFile({ type: 'chunk', id: resolve(dirname(id), `${path}.ts`), fileName })
      return `new URL('${fileName}', import.meta.url)`
    })
  },
}
