import type { Plan } from './plan.ts'

/** `{schedule, results}`; the results are passed on as they stand. */
export async function* jsonOf({ schedule, result }: Plan): AsyncGenerator<string | Uint8Array> {
  yield `{"schedule":${JSON.stringify(schedule)},"results":{`
  yield* result.rest()
  yield '}'
}
