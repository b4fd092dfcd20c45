import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { LineCounter, parseDocument, isMap, isScalar, isNode, visit, type Document } from 'yaml'
import type { z } from 'zod'
import { problem } from '../lib/problem.ts'
import type { Config, TelemetryConfig } from './config.ts'
import { configFileSchema, nearest, type ConfigFile } from './config-file.ts'

export type ConfigFlags = {
  readonly config?: string
  readonly port?: number
  readonly host?: string
  readonly data?: string
  readonly trial?: boolean
  readonly production?: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

const DEFAULT_FILE = 'sealwright.yaml'
const MIB = 2 ** 20

/**
 * Defaults, then the file (`--config`, else `sealwright.yaml` in the working directory if it is there), then the environment, then flags.
 * Relative paths in the file are relative to the file. Throws `config_invalid` with file, line, column and a caret under the place, or
 * `config_unsafe` for a combination that would expose the server.
 */
export function loadConfig(flags: ConfigFlags, env: Environment, cwd: string): Config {
  const file = readConfigFile(flags, cwd)
  const settings = file?.settings ?? {}
  const from = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(file === undefined ? cwd : dirname(file.path), path)
  const databaseUrl = databaseUrlOf(env)
  const kekFile = given(env['SEALWRIGHT_KEK_FILE'])
  const config: Config = {
    host: flags.host ?? settings.host ?? '127.0.0.1',
    port: flags.port ?? settings.port ?? 4400,
    dataDir: resolve(
      cwd,
      flags.data ?? given(env['SEALWRIGHT_DATA']) ?? from(settings.dataDir) ?? '.sealwright',
    ),
    databaseUrl,
    trial: flags.trial ?? settings.trial ?? true,
    production: flags.production ?? settings.production ?? env['NODE_ENV'] === 'production',
    // A browser that comes by the public URL sends its name as Host.
    allowedHosts: [
      ...(settings.allowedHosts ?? []),
      ...(settings.publicUrl === undefined ? [] : [new URL(settings.publicUrl).hostname]),
    ],
    publicUrl: settings.publicUrl ?? null,
    tls:
      settings.tls === undefined
        ? null
        : { certFile: from(settings.tls.certFile) ?? '', keyFile: from(settings.tls.keyFile) ?? '' },
    trustedProxy: settings.trustedProxy ?? null,
    kekFile: kekFile === undefined ? null : resolve(cwd, kekFile),
    logLevel: settings.logLevel ?? 'info',
    spool: { backlogBytesMax: settings.spool?.backlogMax ?? 1024 * MIB },
    anchor:
      settings.anchor === undefined
        ? null
        : { gitRemote: settings.anchor.gitRemote, everyMs: settings.anchor.every ?? 3_600_000 },
    limits: {
      bodyBytesMax: settings.limits?.bodyMax ?? 10 * MIB,
      shared: settings.limits?.shared ?? false,
    },
    gateway: { workers: settings.gateway?.workers ?? 0 },
    outboundAllow: settings.outbound?.allow ?? [],
    telemetry: telemetryOf(settings.telemetry ?? {}, env),
    backupDir: from(settings.backup?.dir) ?? null,
    backupSchedule: scheduleOf(settings.backup, from),
  }
  refuseUnsafe(config)
  // The trial's limits (ARCHITECTURE.md): only on loopback, on the embedded database, without a TLS name, not in production mode.
  const trial =
    config.trial &&
    isLoopback(config.host) &&
    databaseUrl === null &&
    config.tls === null &&
    !config.production
  return { ...config, trial }
}

/** Key backups live 100 days; a month leaves two more when one is lost. */
const KEYS_EVERY_MS = 30 * 86_400_000

function scheduleOf(
  backup: ConfigFile['backup'],
  from: (path: string | undefined) => string | undefined,
): Config['backupSchedule'] {
  const toFile = from(backup?.keysTo)
  if (backup === undefined || (backup.every === undefined && toFile === undefined)) return null
  return {
    dataEveryMs: backup.every ?? null,
    keep: backup.keep ?? null,
    keys: toFile === undefined ? null : { toFile, everyMs: backup.keysEvery ?? KEYS_EVERY_MS },
  }
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

function refuseUnsafe(config: Config): void {
  if (isLoopback(config.host) || config.tls !== null || config.trustedProxy !== null) return
  throw problem(
    'config_unsafe',
    400,
    `listening on \`${config.host}\` without TLS would send keys and prompts in the clear`,
    {
      where: 'host',
      fix: 'set `tls.certFile` and `tls.keyFile`, or name the proxy in front that ends TLS in `trustedProxy`, or listen on 127.0.0.1',
    },
  )
}

/** The collector's address may and its headers must come by the names that every OpenTelemetry exporter reads; the environment wins. */
function telemetryOf(settings: NonNullable<ConfigFile['telemetry']>, env: Environment): TelemetryConfig {
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? settings.otlpEndpoint ?? ''
  if (endpoint !== '' && !(URL.canParse(endpoint) && /^https?:/.test(endpoint)))
    throw problem('config_invalid', 400, '`OTEL_EXPORTER_OTLP_ENDPOINT` is not an http or https URL', {
      where: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      fix: 'write it as `http://127.0.0.1:4318`',
    })
  const [host = '', port = ''] = settings.metricsListen?.split(/:(?=\d+$)/) ?? []
  return {
    prometheus: settings.prometheus ?? settings.metricsListen !== undefined,
    metricsListen:
      settings.metricsListen === undefined
        ? null
        : { host: host.replace(/^\[|\]$/g, ''), port: Number(port) },
    serverTiming: settings.serverTiming ?? true,
    otlp:
      endpoint === ''
        ? null
        : {
            endpoint,
            sampleRatio: settings.sampleRatio ?? 1,
            headers: headersOf(env['OTEL_EXPORTER_OTLP_HEADERS'] ?? ''),
          },
  }
}

/** `name=value,name2=value2`, values percent-encoded (OpenTelemetry, "OTLP exporter configuration"). */
function headersOf(text: string): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const part of text.split(',').filter((p) => p.trim() !== '')) {
    const at = part.indexOf('=')
    const name = part.slice(0, at).trim().toLowerCase()
    const value = decoded(part.slice(at + 1).trim())
    if (at < 1 || !/^[a-z0-9-]+$/.test(name) || value === null)
      throw problem('config_invalid', 400, '`OTEL_EXPORTER_OTLP_HEADERS` cannot be read', {
        where: 'OTEL_EXPORTER_OTLP_HEADERS',
        fix: 'write it as `name=value,other=value`, values percent-encoded',
      })
    headers[name] = value
  }
  return headers
}

/** Null: not percent-encoded properly, or with a control character in it. */
function decoded(value: string): string | null {
  try {
    const text = decodeURIComponent(value)
    return /^[\x20-\x7e]*$/.test(text) ? text : null
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

/** `NAME=` in a compose or unit file means that nothing is said, not the working directory. */
const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

function databaseUrlOf(env: Environment): string | null {
  const url = env['DATABASE_URL']
  if (url === undefined || url === '') return null
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return url
  throw problem('config_invalid', 400, '`DATABASE_URL` is not a PostgreSQL URL', {
    where: 'DATABASE_URL',
    fix: 'write it as `postgresql://user:password@host:5432/database`',
  })
}

// ---- file ----------------------------------------------------------------------------------------------------------------------------

function readConfigFile(
  flags: ConfigFlags,
  cwd: string,
): { readonly path: string; readonly settings: ConfigFile } | undefined {
  const path = resolve(cwd, flags.config ?? DEFAULT_FILE)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (flags.config === undefined && error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return undefined
    throw problem('config_invalid', 400, 'the configuration file cannot be read', {
      where: path,
      fix: 'check the path given with `--config` and its permissions',
    })
  }
  return { path, settings: parseConfigFile(text, flags.config ?? DEFAULT_FILE) }
}

/** `name` is what messages call the file. */
export function parseConfigFile(text: string, name: string): ConfigFile {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    version: '1.2',
    schema: 'core',
  })
  const at = (offset: number, detail: string, fix?: string): Error => {
    const { line, col } = lines.linePos(offset)
    return problem('config_invalid', 400, detail, {
      where: `${name}:${line}:${col}`,
      fix,
      extra: { excerpt: excerpt(text, line, col) },
    })
  }
  const broken = document.errors[0]
  if (broken !== undefined)
    throw at(
      broken.pos[0],
      (broken.message.split(' at line ')[0] ?? 'not valid YAML').replace(/^./, (c) => c.toLowerCase()),
    )
  if (document.contents === null) return {}
  visit(document, {
    Alias: (_, alias) => {
      throw at(alias.range?.[0] ?? 0, `aliases (\`*${alias.source}\`) are not read: write the value out`)
    },
  })
  const parsed = configFileSchema.safeParse(document.toJS({ maxAliasCount: 0 }))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  if (issue === undefined) throw at(0, 'not a valid configuration')
  if (issue.code === 'unrecognized_keys') throw unknownKey(document, issue, at)
  throw at(offsetOf(document, issue.path), `\`${issue.path.join('.') || 'the file'}\`: ${messageOf(issue)}`)
}

function unknownKey(
  document: Document,
  issue: z.core.$ZodIssueUnrecognizedKeys,
  at: (offset: number, detail: string, fix?: string) => Error,
): Error {
  const key = issue.keys[0] ?? ''
  const full = [...issue.path, key].join('.')
  const offset = offsetOf(document, [...issue.path, key], true)
  const secret = SECRETS[key.toLowerCase()]
  if (secret !== undefined)
    return at(offset, `\`${full}\` does not belong in a file`, `set \`${secret}\` in the environment`)
  const near = nearest(key, knownKeys(issue.path))
  return at(
    offset,
    `unknown key \`${full}\``,
    near === undefined ? `known here: ${knownKeys(issue.path).join(', ')}` : `did you mean \`${near}\`?`,
  )
}

const SECRETS: Readonly<Record<string, string>> = {
  databaseurl: 'DATABASE_URL',
  database_url: 'DATABASE_URL',
  kekfile: 'SEALWRIGHT_KEK_FILE',
  kek: 'SEALWRIGHT_KEK_FILE',
}

/** Keys that the schema knows under a path. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  const top = Object.keys(configFileSchema.shape)
  const first = path[0]
  if (first === undefined) return top
  const inner = Object.entries(configFileSchema.shape)
    .find(([k]) => k === first)?.[1]
    .unwrap()
  return inner !== undefined && 'shape' in inner ? Object.keys(inner.shape) : []
}

/** Zod's default texts speak of types; ours say what to write. */
const messageOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message)
    ? 'is missing'
    : issue.message.replace(/^Invalid input: expected object.*/, 'a block of keys is needed')

/** Offset of the node at `path` (its key when `key`), else of the nearest parent that stands in the file. */
function offsetOf(document: Document, path: readonly PropertyKey[], key = false): number {
  const last = path.at(-1)
  if (key && last !== undefined) {
    const parent = document.getIn(path.slice(0, -1), true) ?? document.contents
    const pair = isMap(parent) ? parent.items.find((p) => isScalar(p.key) && p.key.value === last) : undefined
    if (isNode(pair?.key)) return pair.key.range?.[0] ?? 0
  }
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true)
    if (isNode(node)) return node.range?.[0] ?? 0
  }
  return 0
}

/** The line and a caret under the column; a value that looks like a credential is not repeated. */
function excerpt(text: string, line: number, col: number): string {
  const raw = (text.split('\n')[line - 1] ?? '').slice(0, 160)
  const shown = raw.replace(/\/\/[^/\s:@]*:[^/\s@]+@/g, (m) => `//${'*'.repeat(m.length - 3)}@`)
  return `${shown}\n${' '.repeat(Math.max(0, col - 1))}^`
}
