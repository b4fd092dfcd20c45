import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import type { MiddlewareHandler } from 'hono'
import { securityHeaders } from '../platform/http-guard.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * The console's built files, read into memory at start (about 1 MB): a request can only name what was there, so no path can leave the folder.
 * Any other GET that accepts HTML answers the shell, which routes by itself.
 */
export function consoleFiles(folder: string, tls: boolean): MiddlewareHandler {
  const files = new Map<string, { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string }>()
  if (existsSync(folder))
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.map')) continue
      const path = join(entry.parentPath, entry.name)
      files.set(`/${relative(folder, path).replaceAll('\\', '/')}`, {
        bytes: new Uint8Array(readFileSync(path)),
        type: TYPES[extname(entry.name)] ?? 'application/octet-stream',
      })
    }
  const headers = securityHeaders(tls)
  return async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next()
    const shell = files.get('/index.html')
    const file = files.get(c.req.path) ?? (extname(c.req.path) === '' ? shell : undefined)
    if (file === undefined) return next()
    // Built files carry a hash in their name; the shell must be asked for again each time.
    const cache = c.req.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
    return c.body(file.bytes, 200, { ...headers, 'content-type': file.type, 'cache-control': cache })
  }
}
