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
      process.exitCode = await verifyFile(process.argv.slice(at + 1))
    })
}
