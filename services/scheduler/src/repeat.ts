/** Does something again and again; what takes longer than `everyMs` is not begun a second time meanwhile. */
export const repeat = (work: () => Promise<void>, everyMs: number): { close(): Promise<void> } => {
  let working: Promise<void> | undefined
  const timer = setInterval(() => {
    working ??= work().finally(() => {
      working = undefined
    })
  }, everyMs)
  return {
    async close() {
      clearInterval(timer)
      await working
    },
  }
}
