/** Entry of verify.mjs, the one-file verifier in every package. */
import process from 'node:process'
import { verifyFile } from './command.ts'

process.exitCode = await verifyFile(process.argv.slice(2))
