/** A start that cannot succeed, explained in one sentence to whoever typed the command. */
export class StartError extends Error {
  override name = 'StartError'
}
