import { packageTests } from '@filling/test-kit/vitest'

export default packageTests(import.meta.dirname)
