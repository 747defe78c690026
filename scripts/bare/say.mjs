import process from 'node:process'

/** Ends the run with a sentence for the person instead of a stack trace. */
export class Stop extends Error {}

/** Goes to stderr, so that what the started program prints can be piped on its own. */
export const say = (text) => process.stderr.write(`${text}\n`)
