// By path: test-kit starts its servers with this package, and packages do not depend on each other in a circle.
import { packageTests } from '../test-kit/src/vitest.ts'

export default packageTests(import.meta.dirname)
