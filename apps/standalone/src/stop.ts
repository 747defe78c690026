/** Resolves at the first request to stop. A second one is not ours: whoever insists may kill. */
export const stopSignal = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal))
  })

/** Longer than the longest drain; whoever asked us to stop should not have to come back with a SIGKILL. */
const closeWithinMs = 25_000

export const closeInTime = async (running: { close(): Promise<void> }): Promise<void> => {
  const forced = setTimeout(() => {
    console.error('Something did not close in time; ending anyway. Nothing that was stored is lost.')
    process.exit(1)
  }, closeWithinMs)
  await running.close()
  clearTimeout(forced)
}

/** A start that was asked to stop may come to its end and be closed in order, but not wait for ever for a neighbour. */
const startWithinMs = 10_000

/** Ends a process that is still starting so long after its stop signal; abort what it returns once it has started. */
export const endSlowStart = (
  stopped: Promise<unknown>,
  exit = process.exit,
  withinMs = startWithinMs,
): AbortController => {
  const started = new AbortController()
  void stopped.then(() => {
    if (started.signal.aborted) return
    const cut = setTimeout(() => {
      console.error('Stopped while something was still starting.')
      exit(1)
    }, withinMs)
    started.signal.addEventListener('abort', () => clearTimeout(cut))
  })
  return started
}
