import { packageTests } from '@filling/test-kit/vitest'

export default packageTests(import.meta.dirname, ['src/harness/only-checked-fetch.ts'])
