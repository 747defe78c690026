/** A broker that hangs answers neither yes nor no; nobody waits for it longer than this. */
const longestMs = 2_000

/** Resolves when the broker has answered, whatever it said, or when waiting is of no use. */
export const answered = async (asked: Promise<unknown> | undefined): Promise<void> => {
  const enough = Promise.withResolvers<void>()
  const timer = setTimeout(enough.resolve, longestMs)
  await Promise.race([asked, enough.promise]).catch(() => undefined)
  clearTimeout(timer)
}
