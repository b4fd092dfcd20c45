/** Exit codes of every command but `verify` (docs/cli.md). `verify` has its own: 0 ok, 1 tampered, 2 usage, 3 incomplete. */
export const exit = {
  ok: 0,
  failed: 1,
  usage: 2,
  config: 3,
  auth: 4,
  notFound: 5,
  conflict: 6,
  unreachable: 7,
  integrity: 8,
  internal: 70,
  interrupted: 130,
} as const
export type ExitCode = (typeof exit)[keyof typeof exit]

/** Ends a command with one clear line on stderr. */
export class CliError extends Error {
  constructor(
    readonly exitCode: number,
    readonly code: string,
    message: string,
    readonly hint: { readonly where?: string; readonly fix?: string } = {},
  ) {
    super(message)
    this.name = 'CliError'
  }
}

export function exitForStatus(status: number): ExitCode {
  if (status === 401 || status === 403) return exit.auth
  if (status === 404) return exit.notFound
  if (status === 409 || status === 412 || status === 423) return exit.conflict
  if (status === 400 || status === 413 || status === 422) return exit.usage
  if (status === 502 || status === 503 || status === 504) return exit.unreachable
  return exit.internal
}
