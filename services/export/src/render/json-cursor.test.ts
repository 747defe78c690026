import { describe, expect, it } from 'vitest'
import { JsonCursor } from './json-cursor.ts'

/** The text in pieces of `size` bytes, so that every boundary falls somewhere once. */
async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const activities = [
  { lot_id: 'plain', note: '' },
  { lot_id: 'brackets ]}[{', note: 'quote " backslash \\ both \\" end' },
  { lot_id: '→ Ä 漢字 🧪', note: '"activities":[', nested: { deeper: [1, [2, { three: 3 }]] } },
]
const result = { kpis: { 'Makespan (h)': 1 }, activities, blocks: [{ lots: ['"result":{'] }] }
const document = { id: 1, name: '"result":{ "activities":[', extra: { result: { no: true } }, result }
const sizes = [1, 2, 3, 5, 7, 16, 64, 10_000]

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('a JSON text read while it arrives', () => {
  for (const size of sizes) {
    for (const indent of [0, 2]) {
      const cursor = () => new JsonCursor(inPieces(JSON.stringify(document, null, indent), size))

      it(`finds a member by its key and nothing that only looks like it (${size} bytes, indent ${indent})`, async () => {
        const { entered, before } = await cursor().enter('result')
        expect(entered).toBe(true)
        const { result: _, ...head } = document
        expect(JSON.parse(`${before.replace(/,\s*$/, '')}}`)).toEqual(head)
      })

      it(`gives every element once (${size} bytes, indent ${indent})`, async () => {
        const at = cursor()
        await at.enter('result')
        await at.enter('activities')
        expect((await collect(at.elements())).flat()).toEqual(activities)
      })

      it(`passes a value on byte for byte (${size} bytes, indent ${indent})`, async () => {
        const at = cursor()
        await at.enter('result')
        expect(JSON.parse(`{${Buffer.concat(await collect(at.rest()))}`)).toEqual(result)
      })
    }
  }

  it('gives the whole text when the member is missing or null', async () => {
    const text = '{"id": 1, "result": null}'
    expect(await new JsonCursor(inPieces(text, 4)).enter('result')).toEqual({ entered: false, before: text })
  })

  it('gives no elements for an empty array', async () => {
    const cursor = new JsonCursor(inPieces('{"activities": [ ]}', 3))
    await cursor.enter('activities')
    expect(await collect(cursor.elements())).toEqual([])
  })

  it('fails instead of giving half a value when the text breaks off', async () => {
    const broken = JSON.stringify(document).slice(0, -40)
    const cursor = new JsonCursor(inPieces(broken, 16))
    await cursor.enter('result')
    await expect(collect(cursor.rest())).rejects.toThrow('ended inside')
  })
})
