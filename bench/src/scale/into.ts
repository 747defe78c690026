import { readFile, writeFile } from 'node:fs/promises'

/** Puts texts between `<!-- scale:NAME -->` and `<!-- /scale:NAME -->` of a file. Throws where there is no such place. */
export const writeInto = async (file: string, texts: Readonly<Record<string, string>>): Promise<void> => {
  let document = await readFile(file, 'utf8')
  for (const [name, text] of Object.entries(texts)) {
    const [open, close] = [`<!-- scale:${name} -->\n`, `\n<!-- /scale:${name} -->`]
    const [from, to] = [document.indexOf(open), document.indexOf(close)]
    if (from < 0 || to < from) throw new Error(`${file} has no place for ${name}`)
    document = document.slice(0, from + open.length) + text + document.slice(to)
  }
  await writeFile(file, document)
}
