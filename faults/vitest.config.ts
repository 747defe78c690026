import { packageTests } from '@filling/test-kit/vitest'
import { mergeConfig } from 'vitest/config'

// One system at a time: each is eight processes, and measures of recovery mean nothing while another one starts.
export default mergeConfig(packageTests(import.meta.dirname), { test: { maxWorkers: 1 } })
