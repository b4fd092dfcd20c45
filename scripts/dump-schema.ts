/** Writes docs/schema.sql from a scratch database with every migration. Run it after you add one: `npx tsx scripts/dump-schema.ts`. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrations } from '../src/app/migrations.ts'
import { systemClock } from '../src/platform/clock.ts'
import { dumpSchema } from '../src/platform/dump-schema.ts'
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres.ts'
import { migrate } from '../src/platform/migrate.ts'

const dir = mkdtempSync(join(tmpdir(), 'sealwright-schema-'))
chmodSync(dir, 0o711)
const server = await startEmbeddedPostgres({ dataDir: join(dir, 'data'), settings: { fsync: 'off' } })
try {
  await migrate(server.ownerUrl, migrations, systemClock)
  writeFileSync(join(import.meta.dirname, '../docs/schema.sql'), await dumpSchema(server.ownerUrl))
} finally {
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
}
