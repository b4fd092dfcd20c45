/** What a check found. `note` and `skipped` never fail a package; they say what was not or could not be shown. */
export type CheckStatus = 'ok' | 'note' | 'skipped' | 'incomplete' | 'tampered'

export const checkNames = [
  'archive',
  'signature',
  'trust',
  'inclusion',
  'consistency',
  'bodies',
  'openings',
  'completeness',
  'calls',
  'populations',
  'recount',
  'sample',
  'controls',
  'tables',
] as const
export type CheckName = (typeof checkNames)[number]

export type Check = {
  readonly name: CheckName
  readonly status: CheckStatus
  /** One sentence with its numbers. */
  readonly detail: string
  /** Named findings, at most `FINDINGS_MAX`; `more` counts the rest. */
  readonly findings: readonly string[]
  readonly more: number
}

export const FINDINGS_MAX = 20

export type ControlLine = {
  readonly id: string
  readonly title: string
  readonly status: string
  readonly checked: number
  /** Items that deviate, counted again where the test was run again; a row may stand for many. */
  readonly deviations: number
  /** Recorded runs in the window by result; null in sample mode and where nothing ran. */
  readonly runs: Readonly<Record<string, number>> | null
  readonly reperformed: boolean
  /** Until when, where a waiver is in force; the status is the test's all the same. */
  readonly waivedUntil: string | null
}

export type Report = {
  readonly verdict: 'ok' | 'tampered' | 'incomplete'
  readonly exit: 0 | 1 | 3
  readonly package: {
    readonly id: string
    readonly mode: 'full' | 'sample'
    readonly organisation: string
    readonly madeAt: string
    readonly window: { readonly from: string; readonly to: string }
    readonly logs: readonly {
      readonly origin: string
      readonly size: number
      readonly root: string
      readonly vkey: string
    }[]
  } | null
  readonly checks: readonly Check[]
  readonly controls: readonly ControlLine[]
  /** What this run could not show. */
  readonly limits: readonly string[]
}

/** Collects what one check finds. */
export class Findings {
  #worst: CheckStatus = 'ok'
  readonly #texts: string[] = []
  #more = 0

  constructor(readonly name: CheckName) {}

  tampered(text: string): void {
    this.#add('tampered', text)
  }

  incomplete(text: string): void {
    this.#add('incomplete', text)
  }

  note(text: string): void {
    this.#add('note', text)
  }

  get clean(): boolean {
    return this.#worst === 'ok' || this.#worst === 'note'
  }

  /** `detail` is what holds; beside a finding it would contradict it, so it is said not to. */
  done(detail: string): Check {
    return {
      name: this.name,
      status: this.#worst,
      detail: this.clean ? detail : `does not hold: ${detail}`,
      findings: [...this.#texts],
      more: this.#more,
    }
  }

  skipped(detail: string): Check {
    return {
      name: this.name,
      status: this.clean ? 'skipped' : this.#worst,
      detail,
      findings: [...this.#texts],
      more: this.#more,
    }
  }

  #add(status: 'note' | 'incomplete' | 'tampered', text: string): void {
    if (rank[status] > rank[this.#worst]) this.#worst = status
    if (this.#texts.length < FINDINGS_MAX) this.#texts.push(`${status}: ${text}`)
    else this.#more += 1
  }
}

const rank: Readonly<Record<CheckStatus, number>> = { ok: 0, skipped: 0, note: 1, incomplete: 2, tampered: 3 }

/** Tampered wins over incomplete: a contradiction is a contradiction however much is missing. */
export function verdictOf(checks: readonly Check[]): Pick<Report, 'verdict' | 'exit'> {
  if (checks.some((check) => check.status === 'tampered')) return { verdict: 'tampered', exit: 1 }
  if (checks.some((check) => check.status === 'incomplete')) return { verdict: 'incomplete', exit: 3 }
  return { verdict: 'ok', exit: 0 }
}

const words: Readonly<Record<CheckStatus, string>> = {
  ok: 'ok',
  note: 'ok *',
  skipped: 'not tested',
  incomplete: 'INCOMPLETE',
  tampered: 'TAMPERED',
}

/** The report as plain text for a terminal. Everything from the package has been made printable. */
export function reportText(report: Report): string {
  const lines: string[] = []
  if (report.package !== null) {
    const p = report.package
    lines.push(
      `Evidence package of ${p.organisation}, ${p.mode} mode, made ${p.madeAt}`,
      `Window ${p.window.from} to ${p.window.to}`,
    )
    for (const log of p.logs)
      lines.push(`Log ${log.origin}`, `  size ${log.size}, root ${log.root}`, `  key  ${log.vkey}`)
    lines.push('')
  }
  for (const check of report.checks) {
    lines.push(`${check.name.padEnd(13)} ${words[check.status].padEnd(11)} ${check.detail}`)
    for (const finding of check.findings) lines.push(`    - ${finding}`)
    if (check.more > 0) lines.push(`    - and ${check.more} more`)
  }
  if (report.controls.length > 0) {
    lines.push('', "Management's control tests (a failed control is not a failed verification):")
    for (const c of report.controls) {
      lines.push(
        `  ${c.id.padEnd(12)} ${(c.waivedUntil === null ? c.status : `waived (${c.status})`).padEnd(16)} ${String(c.checked).padStart(8)} checked ${String(c.deviations).padStart(6)} deviations  ${c.reperformed ? 're-performed' : 'not re-performed'}  ${c.title}`,
      )
    }
  }
  lines.push(
    '',
    summary(report),
    'It proves that no recorded entry was changed or removed and that gaps in sequences are visible.',
    'It does not prove that a source told the truth or that everything reached Sealwright: that rests on reconciliation.',
    ...report.limits.map((limit) => `- ${limit}`),
  )
  return `${lines.join('\n')}\n`
}

const summary = (report: Report): string =>
  report.verdict === 'ok'
    ? 'RESULT: ok'
    : report.verdict === 'tampered'
      ? 'RESULT: TAMPERED (exit 1)'
      : 'RESULT: INCOMPLETE (exit 3)'
