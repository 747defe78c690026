import type { IncomingMessage } from 'node:http'
import { AppError } from '@filling/service-kit'
import busboy from 'busboy'
import type { CsvForm } from '../intake/requests.ts'

const fieldNames: ReadonlySet<string> = new Set(['name', 'strategy', 'config', 'start_time'])

/** Room for a changeover matrix over a few hundred types. */
const maxFieldBytes = 1_048_576

/**
 * Reads `csv_file` and the fields beside it into memory.
 * @throws AppError request.too_large, request.malformed, request.invalid
 */
export const readForm = async (req: IncomingMessage, limitBytes: number): Promise<CsvForm> => {
  const form = Promise.withResolvers<CsvForm>()
  const parser = openParser(req, limitBytes)
  const fields: Record<string, string> = {}
  const chunks: Buffer[] = []
  let files = 0

  parser.on('field', (name, value, { valueTruncated }) => {
    if (valueTruncated) form.reject(tooLarge(`The field '${clip(name)}'`))
    if (name === 'csv_file') form.reject(invalid("'csv_file' must be sent as a file"))
    else if (!fieldNames.has(name)) form.reject(invalid(`Unknown field '${clip(name)}'`))
    else if (Object.hasOwn(fields, name)) form.reject(invalid(`The field '${name}' comes twice`))
    else fields[name] = value
  })
  parser.on('file', (name, stream) => {
    files += 1
    if (name !== 'csv_file') form.reject(invalid(`Unknown file '${clip(name)}'; send 'csv_file'`))
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('limit', () => form.reject(tooLarge('The file')))
    // Without a listener a form that ends early would end the process.
    stream.on('error', (cause) => form.reject(malformed(cause)))
  })
  parser.on('filesLimit', () => form.reject(invalid("Send exactly one file, as 'csv_file'")))
  for (const event of ['fieldsLimit', 'partsLimit'] as const)
    parser.on(event, () => form.reject(invalid('Too many fields')))
  parser.on('error', (cause) => form.reject(malformed(cause)))
  parser.on('close', () => {
    if (files === 0) form.reject(invalid("Missing required file 'csv_file'"))
    else form.resolve({ file: Buffer.concat(chunks), fields })
  })
  req.on('aborted', () => form.reject(malformed('aborted')))
  req.pipe(parser)
  try {
    return await form.promise
  } finally {
    // What is left of a refused body is read and dropped, so that the answer reaches its sender.
    req.unpipe(parser)
    req.resume()
  }
}

const openParser = (req: IncomingMessage, limitBytes: number): busboy.Busboy => {
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) throw tooLarge('The body')
  const limits = { fieldSize: maxFieldBytes, fields: 8, fileSize: limitBytes, files: 1, parts: 10, headerPairs: 20 }
  try {
    return busboy({ headers: req.headers, limits, defParamCharset: 'utf8' })
  } catch (cause) {
    throw malformed(cause)
  }
}

const malformed = (cause: unknown): AppError =>
  new AppError('request.malformed', 'The body is not a complete multipart form', { cause })

const invalid = (detail: string): AppError => new AppError('request.invalid', detail)

const tooLarge = (what: string): AppError =>
  new AppError('request.too_large', `${what} is larger than this service accepts`)

const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
