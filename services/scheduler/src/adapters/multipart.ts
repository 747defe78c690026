import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { AppError } from '@filling/service-kit'
import busboy, { type Busboy } from 'busboy'
import type { CsvForm } from '../intake/requests.ts'

const fieldNames: ReadonlySet<string> = new Set(['name', 'strategy', 'config', 'start_time'])

/** Room for a changeover matrix over a few hundred types. */
const maxFieldBytes = 1_048_576

/**
 * Reads `csv_file` and the fields beside it into memory.
 * @throws AppError request.too_large, request.malformed, request.invalid, request.unsupported_media_type
 */
export const readForm = async (req: IncomingMessage, limitBytes: number): Promise<CsvForm> => {
  // Nobody sends forms compressed; read as it is, one would look like a form without parts.
  if ((req.headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
    throw new AppError('request.unsupported_media_type', 'Send the form without a content encoding')
  const parser = openParser(req, limitBytes)
  const { promise, resolve, reject } = Promise.withResolvers<CsvForm>()
  const fields = gatherFields(parser, reject)
  const chunks = gatherFile(parser, reject)
  for (const limit of ['fieldsLimit', 'partsLimit'] as const)
    parser.on(limit, () => reject(invalid('The form has too many parts')))
  parser.on('error', (cause) => reject(malformed(cause)))
  parser.on('close', () => {
    if (chunks.length === 0) reject(invalid("Missing required file 'csv_file'"))
    resolve({ file: Buffer.concat(chunks), fields })
  })
  req.on('aborted', () => reject(malformed('aborted')))
  req.pipe(parser)
  try {
    return await promise
  } finally {
    // What is left of a refused body is read and dropped, so that the answer reaches its sender.
    req.unpipe(parser)
    req.resume()
  }
}

const openParser = (req: IncomingMessage, limitBytes: number): Busboy => {
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) throw tooLarge('The body')
  const limits = { fieldSize: maxFieldBytes, fields: 8, fileSize: limitBytes, files: 1, parts: 10, headerPairs: 20 }
  try {
    return busboy({ headers: req.headers, limits, defParamCharset: 'utf8' })
  } catch (cause) {
    throw malformed(cause)
  }
}

type Reject = (reason: AppError) => void

const gatherFields = (parser: Busboy, reject: Reject): Record<string, string> => {
  const fields: Record<string, string> = {}
  parser.on('field', (name, value, { valueTruncated }) => {
    if (name === 'csv_file') reject(invalid("'csv_file' must be sent as a file"))
    else if (!fieldNames.has(name)) reject(invalid(`Unknown field '${clip(name)}'`))
    else if (valueTruncated) reject(tooLarge(`The field '${name}'`))
    else if (Object.hasOwn(fields, name)) reject(invalid(`The field '${name}' comes twice`))
    else fields[name] = value
  })
  return fields
}

/** The pieces of the file; an empty file is one empty piece. */
const gatherFile = (parser: Busboy, reject: Reject): Buffer[] => {
  const chunks: Buffer[] = []
  parser.on('file', (name, stream: Readable) => {
    if (name !== 'csv_file') reject(invalid(`Unknown file '${clip(name)}'; send 'csv_file'`))
    chunks.push(Buffer.alloc(0))
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('limit', () => reject(tooLarge('The file')))
    // Without a listener a form that ends early would end the process.
    stream.on('error', (cause) => reject(malformed(cause)))
  })
  parser.on('filesLimit', () => reject(invalid("Send exactly one file, as 'csv_file'")))
  return chunks
}

const malformed = (cause: unknown): AppError =>
  new AppError('request.malformed', 'The body is not a complete multipart form', { cause })

const invalid = (detail: string): AppError => new AppError('request.invalid', detail)

const tooLarge = (what: string): AppError =>
  new AppError('request.too_large', `${what} is larger than this service accepts`)

const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
