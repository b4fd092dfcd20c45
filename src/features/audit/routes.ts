import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { apiRouter, demand, principalOf, systemsInScope } from '../../identity/http.ts'
import { record } from '../../identity/record.ts'
import { isUuid } from '../../lib/ids.ts'
import { notFound, problem } from '../../lib/problem.ts'
import type { AuditDeps } from './deps.ts'
import { packagePath } from './make-package.ts'
import { getExport, listExports } from './read-exports.ts'
import { exportReach, requestExport } from './request-export.ts'
import { auditApi } from './endpoints.ts'

export function auditRoutes(deps: AuditDeps) {
  const routes = apiRouter()

  routes.post('/audit/exports', auditApi.request, async (c) => {
    const principal = principalOf(c)
    const { org } = principal
    const input = await auditApi.request.body(c)
    const by = demand(c, 'audit.export', { kind: 'audit' })
    const seeder = input.seed === undefined ? null : demand(c, 'audit.seed', { kind: 'audit' })
    const reach = await exportReach(deps, org, input, systemsInScope(principal))
    const made = await deps.db.tx({ org }, (tx) => requestExport(deps, tx, org, by, seeder, input, reach))
    return c.json(made, 202, { location: `/api/v1/audit/exports/${made.id}` })
  })

  routes.get('/audit/exports', auditApi.list, async (c) => {
    demand(c, 'audit.read', { kind: 'audit' })
    const { org } = principalOf(c)
    const query = auditApi.list.query(c)
    return c.json(
      await deps.db.tx({ org }, (tx) => listExports(tx, org, deps.clock.nowMs(), query), { readOnly: true }),
    )
  })

  routes.get('/audit/exports/:id', auditApi.show, async (c) => {
    demand(c, 'audit.read', { kind: 'audit' })
    const { org } = principalOf(c)
    const id = idOf(c.req.param('id'))
    return c.json(await deps.db.tx({ org }, (tx) => getExport(tx, org, id), { readOnly: true }))
  })

  // The evidence leaves the building here: who took it, and when, is an entry before the first byte goes out.
  routes.get('/audit/exports/:id/file', auditApi.file, async (c) => {
    const by = demand(c, 'audit.read', { kind: 'audit' })
    const { org } = principalOf(c)
    const id = idOf(c.req.param('id'))
    const made = await deps.db.tx({ org }, (tx) => getExport(tx, org, id), { readOnly: true })
    if (made.state !== 'ready') {
      throw problem(
        'export_not_ready',
        409,
        made.state === 'failed'
          ? `this export failed: ${made.error ?? 'no reason was kept'}`
          : 'this export is still being made',
        { where: id },
      )
    }
    const path = packagePath(deps, org, id)
    const size = await fileSize(path)
    if (size === undefined || size !== made.bytes)
      throw problem('export_file_missing', 410, 'the file of this export is gone or cut short', {
        where: id,
        fix: 'export again',
      })
    await deps.db.tx({ org }, (tx) =>
      record(deps, tx, org, { type: 'access.exported', by, body: { export: id, sha256: made.sha256 } }),
    )
    return c.body(webStream(path), 200, {
      'content-type': 'application/zip',
      'content-length': String(size),
      'content-disposition': `attachment; filename="evidence-package-${id}.zip"`,
      'cache-control': 'no-store',
    })
  })

  return routes
}

/** Another organisation's export does not exist, and neither does one with an id that is none. */
function idOf(text: string): string {
  if (!isUuid(text)) throw notFound('export', text.slice(0, 64))
  return text
}

async function fileSize(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

const webStream = (path: string): ReadableStream<Uint8Array> =>
  Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>
