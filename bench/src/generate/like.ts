import { readdirSync } from 'node:fs'
import { type FamilyName, families } from './families.ts'

/** What is asked of the generator, but for the seed. */
export interface Kind {
  readonly family: FamilyName
  readonly lots: number
  readonly types: number
  /** Hours on either side of a target, at most. */
  readonly slack: number
}

export const defaultSlack = 96

const named = /^([a-z]+\d?)_n(\d+)(?:_t(\d+))?(?:_([a-z]+))?(?:_k(\d+))?_s\d+\.json$/

/** The kind that an instance's name tells: `matrix_n0030_t08_bimodal_s1079.json` is one of `matrixbimodal`. */
export const kindOf = (file: string): Kind | undefined => {
  const [, stem, lots, types = lots, lengths = '', slack = defaultSlack] = named.exec(file) ?? []
  const family = [`${stem}${lengths}`, stem].find(isFamily)
  return family && { family, lots: Number(lots), types: Number(types), slack: Number(slack) }
}

/** The name that tells the kind. */
export const nameOf = ({ family, lots, types, slack }: Kind, seed: number): string => {
  const digits = (value: number, most: number) => String(value).padStart(most, '0')
  return `${family}_n${digits(lots, 4)}_t${digits(types, 2)}${family === 'due' ? `_k${slack}` : ''}_s${seed}`
}

/** The kinds of a folder's instances; files that no family made (examples, tables) are left out. */
export const kindsIn = (folder: string): Kind[] =>
  readdirSync(folder)
    .sort()
    .flatMap((file) => kindOf(file) ?? [])

export const isFamily = (name: string | undefined): name is FamilyName =>
  name !== undefined && Object.hasOwn(families, name)
