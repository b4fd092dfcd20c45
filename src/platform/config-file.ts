import { addressBlock } from './address-block.ts'
import { z } from 'zod'

/** Units are part of the value: `500ms`, `30s`, `15m`, `2h`, `7d`. A bare number is refused: nobody knows its unit. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text.trim())
  const factor = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match?.[2] ?? '']
  return match === null || factor === undefined ? null : Math.round(Number(match[1]) * factor)
}

/** `10MiB`, `1GiB`, `500KB`; binary and decimal units as IEC 80000-13 and SI name them. */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/.exec(text.trim())
  const factor = {
    B: 1,
    KB: 1e3,
    MB: 1e6,
    GB: 1e9,
    TB: 1e12,
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
    TiB: 2 ** 40,
  }[match?.[2] ?? '']
  return match === null || factor === undefined ? null : Math.round(Number(match[1]) * factor)
}

const duration = z
  .string({ error: 'a duration with its unit is needed, like `30s`, `15m` or `2h`' })
  .transform((text, context) => {
    const ms = parseDuration(text)
    if (ms !== null) return ms
    context.addIssue({
      code: 'custom',
      message: 'a duration with its unit is needed, like `30s`, `15m` or `2h`',
    })
    return z.NEVER
  })

const size = z
  .string({ error: 'a size with its unit is needed, like `10MiB` or `1GiB`' })
  .transform((text, context) => {
    const bytes = parseSize(text)
    if (bytes !== null) return bytes
    context.addIssue({ code: 'custom', message: 'a size with its unit is needed, like `10MiB` or `1GiB`' })
    return z.NEVER
  })

/** A body is held whole while it is judged, half a second for each 10 MB, and all of them share 256 MiB. */
const BODY_MAX = 32 * 2 ** 20

const path = z.string({ error: 'a path is needed' }).min(1, 'a path is needed')
const hostName = z
  .string({ error: 'a host name is needed' })
  .regex(
    /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/,
    'a host name, with `:port` where it matters, is needed',
  )

/** `sealwright.yaml`. Secrets stay out of it: the database's URL and the KEK's file come from the environment. */
export const configFileSchema = z.strictObject({
  host: z.string({ error: 'an address to listen on is needed, like `127.0.0.1`' }).min(1).optional(),
  port: z
    .int({ error: 'a port from 0 to 65535 is needed' })
    .min(0, 'a port from 0 to 65535 is needed')
    .max(65_535, 'a port from 0 to 65535 is needed')
    .optional(),
  dataDir: path.optional(),
  trial: z.boolean({ error: '`true` or `false` is needed' }).optional(),
  production: z.boolean({ error: '`true` or `false` is needed' }).optional(),
  allowedHosts: z.array(hostName, { error: 'a list of host names is needed' }).optional(),
  publicUrl: z
    .string({ error: 'an address like `https://ai.example.com` is needed' })
    .regex(
      /^(https:\/\/[A-Za-z0-9.-]+|http:\/\/localhost)(:\d{1,5})?$/,
      'an address like `https://ai.example.com` is needed, without a path; `http://` is for `localhost` only',
    )
    .optional(),
  tls: z.strictObject({ certFile: path, keyFile: path }).optional(),
  trustedProxy: z
    .string({ error: 'the address of the proxy is needed' })
    .refine(
      (text) => addressBlock(text) !== null,
      'an address or block like `10.0.0.2` or `10.0.0.0/8` is needed',
    )
    .optional(),
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'one of `debug`, `info`, `warn`, `error` is needed' })
    .optional(),
  spool: z.strictObject({ backlogMax: size.optional() }).optional(),
  anchor: z
    .strictObject({
      gitRemote: z.string({ error: 'a git remote is needed' }).min(1),
      every: duration.refine((ms) => ms >= 1_000, 'at least `1s` is needed').optional(),
    })
    .optional(),
  limits: z
    .strictObject({
      bodyMax: size
        .refine((bytes) => bytes >= 1_024 && bytes <= BODY_MAX, 'a size from `1KiB` to `32MiB` is needed')
        .optional(),
      shared: z.boolean().optional(),
    })
    .optional(),
  gateway: z
    .strictObject({
      workers: z
        .int({ error: 'a number of processes from 0 to 32 is needed' })
        .min(0, 'a number of processes from 0 to 32 is needed')
        .max(32, 'a number of processes from 0 to 32 is needed')
        .optional(),
    })
    .optional(),
  outbound: z
    .strictObject({
      allow: z.array(hostName, { error: 'a list like `[127.0.0.1:11434]` is needed' }).optional(),
    })
    .optional(),
  telemetry: z
    .strictObject({
      prometheus: z.boolean({ error: '`true` or `false` is needed' }).optional(),
      metricsListen: z
        .string({ error: 'an address and a port are needed, like `127.0.0.1:9464`' })
        .regex(
          /^(127(?:\.\d{1,3}){3}|localhost|\[::1\]):\d{1,5}$/,
          'a loopback address and a port are needed, like `127.0.0.1:9464`: this listener asks for no token',
        )
        .optional(),
      serverTiming: z.boolean({ error: '`true` or `false` is needed' }).optional(),
      otlpEndpoint: z
        .string({ error: 'a base URL is needed, like `http://127.0.0.1:4318`' })
        .regex(
          /^https?:\/\/[^\s/?#@]+[^\s?#@]*$/,
          'a base URL without credentials is needed, like `http://127.0.0.1:4318`',
        )
        .optional(),
      sampleRatio: z
        .number({ error: 'a share from 0 to 1 is needed' })
        .min(0, 'a share from 0 to 1 is needed')
        .max(1, 'a share from 0 to 1 is needed')
        .optional(),
    })
    .optional(),
  backup: z
    .strictObject({
      dir: path.optional(),
      every: duration.refine((ms) => ms >= 3_600_000, 'at least `1h` is needed').optional(),
      keep: z
        .int({ error: 'a number of backups from 1 to 1000 is needed' })
        .min(1, 'at least 1 backup is kept')
        .max(1000, 'at most 1000 backups are kept')
        .optional(),
      keysTo: path.optional(),
      keysEvery: duration.refine((ms) => ms >= 86_400_000, 'at least `1d` is needed').optional(),
    })
    .optional(),
})

export type ConfigFile = z.infer<typeof configFileSchema>

/** The nearest of `known` within a third of its length (at least 2 edits), for "did you mean". */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((k) => ({ k, d: distance(word.toLowerCase(), k.toLowerCase()) }))
    .toSorted((a, b) => a.d - b.d)
  const best = ranked[0]
  return best !== undefined && best.d <= Math.max(2, Math.floor(best.k.length / 3)) ? best.k : undefined
}

/** Edits between two short words, a swap of neighbours counting as one (Damerau; optimal string alignment). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min(
        at(i - 1, j) + 1,
        (row[j - 1] ?? 0) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, at(i - 2, j - 2) + 1)
      row.push(best)
    }
  }
  return at(a.length, b.length)
}
