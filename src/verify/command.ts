import { readFileSync } from 'node:fs'
import process from 'node:process'
import { printable } from '../lib/package-zip.ts'
import type { ByteSource } from './host.ts'
import { fileSource, memorySource, nodeHost } from './node-host.ts'
import { reportText, type Report } from './report.ts'
import { verifyPackage } from './verify.ts'

export const USAGE = `Usage: verify FILE.zip [--vkey KEY]... [--checkpoint FILE]... [--json]

Checks an evidence package offline. Exit: 0 ok, 1 tampered, 2 usage, 3 incomplete.
  --vkey KEY         a log key that you trust (name+hexid+base64); without one the package is checked against its own key
  --checkpoint FILE  a signed checkpoint that you have from elsewhere; the package's log must contain it
  --json             the report as JSON on stdout
`

type Arguments = {
  readonly file: string
  readonly json: boolean
  readonly vkeys: readonly string[]
  readonly checkpoints: readonly string[]
}

/** Verifies a package given by path or bytes, on Node. */
export async function verifyOnNode(
  input: string | Uint8Array,
  outside: { readonly vkeys?: readonly string[]; readonly checkpoints?: readonly string[] } = {},
): Promise<Report> {
  const both = { vkeys: outside.vkeys ?? [], checkpoints: outside.checkpoints ?? [] }
  if (typeof input !== 'string') return verifyPackage(memorySource(input), nodeHost, both)
  const file: ByteSource & { readonly close: () => void } = fileSource(input)
  try {
    return await verifyPackage(file, nodeHost, both)
  } finally {
    file.close()
  }
}

/** The command behind `sealwright verify` and `node verify.mjs`. Answers the exit code; prints the report on stdout, mistakes of usage on stderr. */
export async function verifyFile(argv: readonly string[]): Promise<0 | 1 | 2 | 3> {
  const args = parseArguments(argv)
  if (typeof args === 'string') {
    process.stderr.write(`${args}\n\n${USAGE}`)
    return 2
  }
  let report: Report
  try {
    report = await verifyOnNode(args.file, args)
  } catch (error) {
    if (!isFileError(error)) throw error
    process.stderr.write(`cannot read \`${printable(args.file)}\`: ${error.code}\n`)
    return 2
  }
  process.stdout.write(args.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report))
  return report.exit
}

function parseArguments(argv: readonly string[]): Arguments | string {
  const files: string[] = []
  const vkeys: string[] = []
  const checkpoints: string[] = []
  let json = false
  for (let i = 0; i < argv.length; i++) {
    const [name = '', inline] = splitOnce(argv[i] ?? '')
    if (name === '--json') json = true
    else if (name === '--help' || name === '-h') return 'help'
    else if (name === '--vkey' || name === '--checkpoint' || name === '--output') {
      const value = inline ?? argv[++i]
      if (value === undefined) return `\`${name}\` needs a value`
      if (name === '--vkey') vkeys.push(value)
      else if (name === '--output') json = value === 'json'
      else {
        const text = readText(value)
        if (text === undefined) return `cannot read the checkpoint \`${printable(value)}\``
        checkpoints.push(text)
      }
    } else if (name.startsWith('-')) return `unknown option \`${printable(name)}\``
    else files.push(argv[i] ?? '')
  }
  const [file, ...more] = files
  if (file === undefined) return 'which package?'
  return more.length > 0 ? 'one package at a time' : { file, json, vkeys, checkpoints }
}

/** `--name=value` in two; a vkey itself may hold `=` padding, so only the first one splits. */
function splitOnce(argument: string): readonly [string, string | undefined] {
  const at = argument.startsWith('--') ? argument.indexOf('=') : -1
  return at === -1 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)]
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Named to the caller as a mistake of usage.
    return undefined
  }
}

const isFileError = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)
