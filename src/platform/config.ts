/** The whole configuration, parsed once at start. Few settings; each with a default that is safe. */
export type Config = {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  /** `null` = embedded PostgreSQL under the data directory. */
  readonly databaseUrl: string | null
  readonly trial: boolean
  readonly production: boolean
  /** Names accepted in the Host header besides loopback ones with our port. */
  readonly allowedHosts: readonly string[]
  /** Where people reach it, `https://ai.example.com`: in links of invitations, and the name that passkeys are bound to. `null` = the listener's address. */
  readonly publicUrl: string | null
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null
  /** Address or block of the proxy in front that ends TLS; needed to listen beyond loopback without `tls`, and then nobody else is served. */
  readonly trustedProxy: string | null
  readonly kekFile: string | null
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  readonly spool: { readonly backlogBytesMax: number }
  readonly anchor: { readonly gitRemote: string; readonly everyMs: number } | null
  /** `shared`: limits of keys and policies are leased from the database, so that several replicas on it keep them together. */
  readonly limits: { readonly bodyBytesMax: number; readonly shared: boolean }
  /** `workers`: processes that serve /v1 behind the one listener; 0 = the main process serves it. They share limits in any case. */
  readonly gateway: { readonly workers: number }
  /** Private addresses (`host:port`) that outbound requests may reach all the same: a user's own model server. See outbound.ts. */
  readonly outboundAllow: readonly string[]
  readonly telemetry: TelemetryConfig
  /** Where `backup` writes; `null` = `backups/` in the data directory. */
  readonly backupDir: string | null
  /** Backups that the server makes by itself; `null` = only when asked. */
  readonly backupSchedule: {
    readonly dataEveryMs: number | null
    /** Scheduled data backups that stay; `null` = all. */
    readonly keep: number | null
    /** File with the X25519 public key that key backups are sealed to. */
    readonly keys: { readonly toFile: string; readonly everyMs: number } | null
  } | null
}

export type TelemetryConfig = {
  /** Counts calls and answers `/metrics`. */
  readonly prometheus: boolean
  /** A second listener for scrapers without a token: a loopback address and a port. */
  readonly metricsListen: { readonly host: string; readonly port: number } | null
  /** `server-timing` on answers. */
  readonly serverTiming: boolean
  /** `null` = nothing is sent anywhere. */
  readonly otlp: {
    readonly endpoint: string
    /** Share of the traces that begin here, 0..1. */
    readonly sampleRatio: number
    /** From the environment: a collector's credentials do not belong in a file. */
    readonly headers: Readonly<Record<string, string>>
  } | null
}
