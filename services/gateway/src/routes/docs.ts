import { fileURLToPath } from 'node:url'
import { Router } from 'express'

const own = (name: string): string => new URL(`../../static/${name}`, import.meta.url).href

/** Everything that the two pages load, and nothing else of the packages. */
const files: Readonly<Record<string, string>> = {
  '/docs': own('docs.html'),
  '/docs/start.js': own('start-docs.js'),
  '/docs/icon.png': import.meta.resolve('swagger-ui-dist/favicon-32x32.png'),
  '/docs/swagger-ui.css': import.meta.resolve('swagger-ui-dist/swagger-ui.css'),
  '/docs/swagger-ui.js': import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js'),
  '/redoc': own('redoc.html'),
  '/redoc/redoc.js': import.meta.resolve('redoc/bundles/redoc.standalone.js'),
}

/** Scripts from here only; both pages write style elements, and Redoc runs its search in a worker made from a blob. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Swagger UI and Redoc, served from this machine: a plant network has no way out. */
export const docsRoutes = (): Router => {
  const router = Router({ strict: true, caseSensitive: true })
  for (const [path, url] of Object.entries(files)) {
    const file = fileURLToPath(url)
    router.get(path, (_req, res) => {
      // The packages live below node_modules/.pnpm, which `send` takes for a hidden folder.
      res.sendFile(file, { dotfiles: 'allow', maxAge: '1h', headers: { 'Content-Security-Policy': policy } })
    })
  }
  return router
}
