import { describe, expect, it } from 'vitest'
import { resolveStrategy, strategies, strategyNames } from './registry.ts'

describe('strategy names', () => {
  it('are the six of the contract', () => {
    expect(strategyNames.toSorted()).toEqual(
      ['cfs-pack', 'hybrid-pack', 'lpt-pack', 'milp-opt', 'smart-pack', 'spt-pack'].toSorted(),
    )
  })

  it('are found by name and alias, in any case, with _ or -', () => {
    for (const name of strategyNames)
      for (const text of [name, ...strategies[name].aliases]) {
        expect(resolveStrategy(text)).toBe(name)
        expect(resolveStrategy(text.toUpperCase().replaceAll('-', '_'))).toBe(name)
      }
  })

  it.each(['', 'fast-pack', 'constructor', '__proto__', 'smart pack'])('do not include %j', (text) => {
    expect(resolveStrategy(text)).toBeUndefined()
  })

  it('tell their time limit where it decides how good a plan is', () => {
    for (const { description, defaultSeconds, lane } of Object.values(strategies))
      if (lane === 'exact') expect(description).toContain(`(${defaultSeconds} s unless set)`)
  })

  it('are described in different words', () => {
    expect(new Set(strategyNames.map((name) => strategies[name].description)).size).toBe(strategyNames.length)
  })
})
