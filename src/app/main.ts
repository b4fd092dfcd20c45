#!/usr/bin/env node
/** The `sealwright` binary: the commands that speak to a server, and those that open the store themselves. */
import { readFileSync } from 'node:fs'
import { remoteCommands, runCommand } from '../cli/program.ts'
import { backupDataCommands } from './commands/backup.ts'
import { doctorCommand } from './commands/doctor.ts'
import { downCommand } from './commands/down.ts'
import { guardCommand } from './commands/guard.ts'
import { initCommand } from './commands/init.ts'
import { upCommand } from './commands/up.ts'
import { verifyCommand } from './commands/verify.ts'

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
)

const { program, backup } = remoteCommands(manifest.version)
upCommand(program, manifest.version)
downCommand(program)
initCommand(program)
doctorCommand(program, manifest.version)
guardCommand(program)
verifyCommand(program)
backupDataCommands(backup)

/** A reader that has seen enough is no error; a full disk is one: what was asked for is not there. */
const exitUnwritten = (error: NodeJS.ErrnoException): never => {
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(
    `error stdout_unusable the output could not be written (${error.code ?? error.message})\n`,
  )
  process.exit(70)
}
process.stdout.on('error', exitUnwritten)
const code = await runCommand(program, process.argv.slice(2))
// A pipe's last bytes must leave before the process does.
process.stdout.write('', (error) => (error ? exitUnwritten(error) : process.exit(code)))
