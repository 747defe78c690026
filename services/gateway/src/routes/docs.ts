import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Router } from 'express'
import { fixed } from './fixed.ts'

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

const headers = { 'Content-Security-Policy': policy, 'Cache-Control': 'public, max-age=3600' }

/** Redoc fetches one picture, its maker's logo, from the internet. */
const logo = /https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini\.svg/g
const withoutLogo = (script: Buffer): Buffer => Buffer.from(script.toString().replace(logo, 'data:,'))

/** Swagger UI and Redoc, served from this machine: a plant network has no way out. */
export const docsRoutes = (): Router => {
  const router = Router({ strict: true, caseSensitive: true })
  for (const [path, url] of Object.entries(files)) {
    const file = readFileSync(fileURLToPath(url))
    router.get(path, fixed(url, path === '/redoc/redoc.js' ? withoutLogo(file) : file, headers))
  }
  return router
}
