/** `tsx lock-data-dir.mts DATA_DIR`: takes the data directory's lock, prints its pid, then waits to be killed. */
import { lockDataDir } from '../../src/platform/instance-lock.ts'

await lockDataDir(process.argv[2] ?? '')
process.stdout.write(`${JSON.stringify({ pid: process.pid })}\n`)
setInterval(() => {}, 1_000_000)
