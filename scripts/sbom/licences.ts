/** What is read of a CycloneDX component. */
export interface Component {
  readonly name: string
  readonly version: string
  readonly group?: string
  readonly purl?: string
  licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string }
    readonly expression?: string
  }[]
}

/** SPDX names of licences that ask for a notice and no more. A new one is for a person to read first. */
const allowed: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
])

/** Packages whose manifest does not say it in a way a program can read; read by a person in the file LICENSE. */
const readByHand: Readonly<Record<string, string>> = {
  'busboy@1.6.0': 'MIT',
  'decko@1.2.0': 'MIT',
  'stickyfill@1.1.1': 'MIT',
  'streamsearch@1.1.0': 'MIT',
  'url-template@2.0.8': 'BSD-3-Clause',
}

export const nameOf = ({ group, name, version }: Component): string => `${group ? `${group}/` : ''}${name}@${version}`

/** The licence as one SPDX expression, or what stands in its place. */
export const licenceOf = (component: Component): string => {
  const known = readByHand[nameOf(component)]
  if (known !== undefined) return known
  const stated = (component.licenses ?? []).map(({ license, expression }) => expression ?? license?.id ?? license?.name)
  return stated.filter(Boolean).join(' AND ') || 'none stated'
}

/** Of several to choose from one is enough; of several that hold together each must do. */
export const isAllowed = (licence: string): boolean =>
  licence
    .replaceAll(/[()]/g, '')
    .split(' AND ')
    .every((part) => part.split(' OR ').some((one) => allowed.has(one.trim())))
