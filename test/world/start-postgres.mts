/** `tsx start-postgres.mts DATA_DIR`: starts the embedded database, prints its pid and owner URL as JSON, then waits to be killed. */
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'

const server = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '' })
process.stdout.write(`${JSON.stringify({ pid: server.pid, ownerUrl: server.ownerUrl })}\n`)
setInterval(() => {}, 1_000_000)
