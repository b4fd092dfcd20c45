/**
 * One expected failure as everyone sees it: HTTP (RFC 9457 problem+json), CLI and console.
 * `code` is stable and has a page in docs/failures; `detail` is lower case, no full stop, names things in backticks and says what to do.
 */
export type Problem = {
  readonly code: string
  readonly status: number
  readonly detail: string
  /** Where: a field path, a file with line and column, an object's name. */
  readonly where?: string
  /** What to do next, as one sentence or command. */
  readonly fix?: string
  readonly extra?: Readonly<Record<string, unknown>>
}

/** Carries a Problem through code that may throw (HTTP handlers, jobs). Ends the request; never swallowed. */
export class ProblemError extends Error {
  constructor(
    readonly problem: Problem,
    options?: { cause?: unknown },
  ) {
    super(`${problem.code}: ${problem.detail}`, options)
    this.name = 'ProblemError'
  }
}

export const problem = (
  code: string,
  status: number,
  detail: string,
  rest: Pick<Problem, 'where' | 'fix' | 'extra'> = {},
): ProblemError => new ProblemError({ code, status, detail, ...rest })

/** Another tenant's thing does not exist: same answer for "absent" and "not yours". */
export const notFound = (kind: string, name: string): ProblemError =>
  problem(`${kind}_not_found`, 404, `no ${kind} \`${name}\` here`, { where: name })
