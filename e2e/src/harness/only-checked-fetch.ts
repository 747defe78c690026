import { checkedFetch } from '@filling/test-kit/contract'

/** No test and no service in its process can get round the contracts: there is no other fetch. */
globalThis.fetch = checkedFetch
