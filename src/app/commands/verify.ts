import type { Command } from 'commander'

/** `sealwright verify FILE.zip`: the same verifier that the package carries. Exit 0 ok, 1 tampered, 2 usage, 3 incomplete. */
export function verifyCommand(program: Command): void {
  program
    .command('verify <file>')
    .description('verify an evidence package offline; exits 0 ok, 1 tampered, 2 usage, 3 incomplete')
    .option('--vkey <key>', 'a log key that you trust')
    .option('--checkpoint <file>', 'a signed checkpoint that you have from elsewhere')
    .option('--json', 'the report as JSON')
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async () => {
      const { verifyFile } = await import('../../verify/index.ts')
      const at = process.argv.indexOf('verify', 2)
      process.exitCode = await verifyFile(offlineArguments(process.argv.slice(at + 1)))
    })
}

/** The flags that every command takes mean nothing to the verifier, which asks no server; its own refuses what it does not know. */
function offlineArguments(args: readonly string[]): string[] {
  const kept: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    const [flag = '', value = args[i + 1]] = arg.split('=', 2)
    if (flag === '--quiet') continue
    if (!WITH_VALUE.has(flag)) {
      kept.push(arg)
      continue
    }
    if (flag === '--output' && value === 'json') kept.push('--json')
    if (flag === arg) i++
  }
  return kept
}
const WITH_VALUE: ReadonlySet<string> = new Set(['--server', '--token', '--data', '--output'])
