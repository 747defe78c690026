import type { Need } from './sizing.ts'

/** How the solvers of a site are cut into processes. */
export interface Fleet {
  readonly processes: number
  readonly fastSlots: number
  readonly exactSlots: number
  /** Of the database, at most, whoever else is connected included. */
  readonly connections: number
}

/** A node has so many cores, one of which is for whatever else the cluster runs there. */
export const nodeCores = 8
const usableCores = nodeCores - 1

/** So that one may be lost. */
const least = { solvers: 2, nodes: 3 }

/** Two apis with two pools of ten, two auths with one of ten. */
const standingConnections = 2 * 2 * 10 + 2 * 10
/** Of a solver, besides one for each slot. */
const spareConnections = 4

export const fleetOf = (need: Need, exactSlots: number): Fleet => {
  const processes = Math.max(least.solvers, Math.ceil(need.longSlots / exactSlots))
  const fastSlots = Math.max(1, Math.ceil(need.quickSlots / processes))
  const connections = standingConnections + processes * (fastSlots + exactSlots + spareConnections)
  return { processes, fastSlots, exactSlots, connections }
}

/** For what is there whether anybody plans or not. */
const standingCores = 2

export const nodesOf = ({ longSlots, quickSlots, apiCores, postgresCores, natsCores }: Need): number => {
  const cores = standingCores + longSlots + quickSlots + apiCores + postgresCores + natsCores
  return Math.max(least.nodes, Math.ceil(cores / usableCores))
}
