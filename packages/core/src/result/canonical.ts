import type { Problem } from '../problem.ts'

/** JSON has no Infinity; null stands for "forbidden" and "no limit". */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

const changeoversOf = ({ rules, types }: Problem): unknown =>
  rules.twoValue ?? types.map((_, type) => Array.from(rules.changeover[type] ?? [], finite))

/**
 * The problem as one text to hash: its lots and the rules, but not the limits of a search. Lots and types are sorted, so
 * the order of the input does not show.
 */
export const canonicalInput = (problem: Problem): string => {
  const { rules, initial, types, lots } = problem
  return JSON.stringify({
    clean: rules.clean,
    window: rules.window,
    changeovers: changeoversOf(problem),
    maxLotsPerBlock: finite(rules.maxLotsPerBlock),
    hardTargets: rules.hardTargets,
    initial: initial ? [initial.windowUsed, initial.lastType ?? null] : null,
    types,
    lots: lots.map((lot) => [
      lot.id,
      lot.type,
      lot.vials,
      lot.fill,
      lot.targetStart ?? null,
      lot.targetEnd ?? null,
      lot.priority,
    ]),
  })
}
