import { breaksOf } from './breaks.ts'
import { type Contract, contractOf } from './contract.ts'

const released = contractOf('0.1.0')

type Node = Record<string, unknown>

/** Changes a copy of today's contracts; places are named as in `messages > a.b.v1 > properties`. */
export interface Changes {
  set(place: string, values: Readonly<Record<string, unknown>>): void
  push(place: string, value: unknown): void
  remove(place: string, name: string): void
  get(place: string): unknown
}

const changing = (contract: Node): Changes => {
  const get = (place: string): Node => {
    const found = place.split(' > ').reduce<unknown>((node, name) => (node as Node | undefined)?.[name], contract)
    if (typeof found !== 'object' || found === null) throw new Error(`There is no ${place}`)
    return found as Node
  }
  return {
    get,
    set: (place, values) => void Object.assign(get(place), values),
    push: (place, value) => void (get(place) as unknown as unknown[]).push(value),
    remove(place, name) {
      const parent = get(place)
      if (Array.isArray(parent) && parent.includes(name)) parent.splice(parent.indexOf(name), 1)
      else if (Object.hasOwn(parent, name)) delete parent[name]
      else throw new Error(`There is no ${name} in ${place}`)
    },
  }
}

/** What a change means to whoever counts on the release. */
export const after = (change: (today: Changes) => void): readonly string[] => {
  const today = JSON.parse(JSON.stringify(released)) as Node
  change(changing(today))
  return breaksOf(released, today as unknown as Contract)
}

export const completed = 'messages > scheduling.schedule.completed.v1'
export const register = 'operations > register > body > application/json'
export const user = 'operations > me > answers > 200 > content > application/json'
export const detail = 'operations > getSchedule > answers > 200 > content > application/json'
export const status = 'operations > listSchedules > query > properties > status > enum'

/** Takes a field away for good. */
export const drop =
  (schema: string, name: string) =>
  (today: Changes): void => {
    today.remove(`${schema} > properties`, name)
    today.remove(`${schema} > required`, name)
  }

/** Adds a field that is always there. */
export const demand =
  (schema: string, name: string) =>
  (today: Changes): void => {
    today.set(`${schema} > properties`, { [name]: { type: 'string' } })
    today.push(`${schema} > required`, name)
  }
