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
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null
  /** Named proxy in front that terminates TLS; needed to listen beyond loopback without `tls`. */
  readonly trustedProxy: string | null
  readonly kekFile: string | null
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  readonly spool: { readonly backlogBytesMax: number }
  readonly anchor: { readonly gitRemote: string; readonly everyMs: number } | null
  readonly limits: { readonly bodyBytesMax: number }
  /** Private addresses (`host:port`) that outbound requests may reach all the same: a user's own model server. See outbound.ts. */
  readonly outboundAllow: readonly string[]
  /** Where `backup` writes; `null` = `backups/` in the data directory. */
  readonly backupDir: string | null
}
