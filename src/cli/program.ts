import { Command, CommanderError } from 'commander'
import { auditCommand } from './commands/audit.ts'
import { backupCommand } from './commands/backup.ts'
import { controlCommand } from './commands/control.ts'
import { demoCommand } from './commands/demo.ts'
import { detectorCommand } from './commands/detector.ts'
import { issuerCommand } from './commands/issuer.ts'
import { keyCommand } from './commands/key.ts'
import { ledgerCommand } from './commands/ledger.ts'
import { modelCommand } from './commands/model.ts'
import { policyCommand } from './commands/policy.ts'
import { priceCommand } from './commands/price.ts'
import { statusCommand } from './commands/status.ts'
import { systemCommand } from './commands/system.ts'
import { userCommand } from './commands/user.ts'
import { CliError, exit } from './exit.ts'

/** The commands that speak to a server. app/ adds those that open the store themselves: up, down, init, doctor, guard, verify, backup data. */
export function remoteCommands(version: string): { readonly program: Command; readonly backup: Command } {
  const program = new Command('sealwright')
    .description('SOC 2 controls for AI systems, enforced at run time and provable afterwards')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(`sealwright help` lists the commands)')
  statusCommand(program)
  userCommand(program)
  keyCommand(program)
  issuerCommand(program)
  systemCommand(program)
  modelCommand(program)
  priceCommand(program)
  policyCommand(program)
  detectorCommand(program)
  controlCommand(program)
  ledgerCommand(program)
  auditCommand(program)
  demoCommand(program)
  return { program, backup: backupCommand(program) }
}

/** Runs one command line; answers the exit code and never throws. */
export async function runCommand(program: Command, argv: readonly string[]): Promise<number> {
  inheritExit(program)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return typeof process.exitCode === 'number' ? process.exitCode : exit.ok
  } catch (cause) {
    const error = fileError(cause) ?? cause
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage
    if (error instanceof CliError) {
      process.stderr.write(`error ${error.code} ${error.message}\n`)
      if (error.hint.where !== undefined) process.stderr.write(`  at ${error.hint.where}\n`)
      if (error.hint.fix !== undefined) process.stderr.write(`Next: ${error.hint.fix}\n`)
      return error.exitCode
    }
    process.stderr.write(
      `error internal ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
    return exit.internal
  }
}

/** What the operating system refuses about a path: the command line named it, or the data directory holds it. */
const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of it is a file, not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'it exists and is not a folder',
  EACCES: 'this account may not',
  EPERM: 'this account may not',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
}

function fileError(error: unknown): CliError | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  const { code } = error
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null
  // reading a folder and writing to a full disk are told without their path
  if (path === null && code !== 'EISDIR' && code !== 'ENOSPC') return null
  const why = FILE_ERRORS[code]
  return why === undefined
    ? null
    : new CliError(
        exit.usage,
        'file_unusable',
        `cannot use ${path === null ? 'a path of this command' : `\`${path}\``}: ${why} (${code})`,
        {
          fix: 'name another path, or give this account access to it',
        },
      )
}

function inheritExit(command: Command): void {
  command.exitOverride()
  for (const sub of command.commands) inheritExit(sub)
}
