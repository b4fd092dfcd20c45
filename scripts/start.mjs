/** `npm start`: from a fresh clone to a running server in one command and one process. */
import { ensureBuild, ensureDependencies, ensureServiceAccount, requireNode } from './prepare.mjs'

requireNode()
ensureDependencies()
ensureServiceAccount()
ensureBuild()
process.argv.splice(2, 0, 'up')
await import('../dist/app/main.js')
