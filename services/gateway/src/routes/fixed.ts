import { createHash } from 'node:crypto'
import { extname } from 'node:path'
import type { RequestHandler } from 'express'

/** Answers with the same text until the process ends; a browser that still has it is told so. */
export const fixed = (
  name: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>>,
): RequestHandler => {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return (_req, res) => {
    res
      .set({ ETag: etag, ...headers })
      .type(extname(name))
      .send(body)
  }
}
