/** NATS subjects: `*` stands for one token, a final `>` for one or more. */
export const matches = (pattern: string, subject: string): boolean => {
  const expected = pattern.split('.')
  const tokens = subject.split('.')
  const rest = expected.at(-1) === '>'
  const wanted = rest ? expected.slice(0, -1) : expected
  const enough = rest ? tokens.length > wanted.length : tokens.length === wanted.length
  return enough && wanted.every((token, i) => token === '*' || token === tokens[i])
}
