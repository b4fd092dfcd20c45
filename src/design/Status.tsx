import type { ReactNode } from 'react'
import { ago, clock, day, moment } from './format.ts'
import { Icon } from './Icon.tsx'
import { scallop } from './shapes.ts'
import { useNow } from './useNow.ts'

/** Six statuses, each with its own outline so that it survives grey-scale print. */
export type StatusKind = 'pass' | 'fail' | 'inc' | 'stale' | 'na' | 'gap'
export const statusWord: Readonly<Record<StatusKind, string>> = {
  pass: 'Pass',
  fail: 'Fail',
  inc: 'Inconclusive',
  stale: 'Stale',
  na: 'Not applicable',
  gap: 'No control',
}
/** Worst first: how results fold. Statuses are never averaged. */
export const worstFirst: readonly StatusKind[] = ['fail', 'inc', 'stale', 'gap', 'pass', 'na']
export const worstOf = (kinds: readonly StatusKind[]): StatusKind =>
  worstFirst.find((k) => kinds.includes(k)) ?? 'gap'

const glyphs: Readonly<Record<StatusKind, ReactNode>> = {
  pass: (
    <>
      <circle className="f" cx="8" cy="8" r="6.5" />
      <path className="k" d="M5 8.2 7.2 10.4 11 6" fill="none" strokeWidth="1.7" />
    </>
  ),
  fail: (
    <>
      <path className="f" d="M5.2 1.7h5.6l3.5 3.5v5.6l-3.5 3.5H5.2l-3.5-3.5V5.2z" />
      <path className="k" d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8" fill="none" strokeWidth="1.7" />
    </>
  ),
  inc: (
    <>
      <path className="f" d="M8 .9 15.1 8 8 15.1.9 8z" />
      <path
        className="k"
        d="M6.3 6.5a1.7 1.7 0 1 1 2.6 1.45c-.6.4-.9.75-.9 1.4M8 11.4v.01"
        fill="none"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
    </>
  ),
  stale: (
    <>
      <circle className="f" cx="8" cy="8" r="6.2" fill="none" strokeWidth="1.5" strokeDasharray="2.4 1.5" />
      <path className="k" d="M8 4.8V8l2.2 1.4" fill="none" strokeWidth="1.4" />
    </>
  ),
  na: (
    <>
      <circle className="f" cx="8" cy="8" r="6.2" fill="none" strokeWidth="1.4" />
      <path className="k" d="M5 8h6" fill="none" strokeWidth="1.6" />
    </>
  ),
  gap: (
    <rect
      className="f"
      x="2.2"
      y="2.2"
      width="11.6"
      height="11.6"
      rx="1.5"
      fill="none"
      strokeWidth="1.3"
      strokeDasharray="2 2"
    />
  ),
}

/** The shape alone. `label` names it where no word stands beside it. */
export function Glyph({ kind, size = 14, label }: { kind: StatusKind; size?: number; label?: string }) {
  const name = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  return (
    <svg className={`gl ${kind}`} viewBox="0 0 16 16" width={size} height={size} {...name}>
      {glyphs[kind]}
    </svg>
  )
}
export function Status({ kind, word }: { kind: StatusKind; word?: ReactNode }) {
  return (
    <span className={`st ${kind}`}>
      <Glyph kind={kind} />
      {word ?? statusWord[kind]}
    </span>
  )
}
/** Boxed: once per page head or card. */
export function StatusBadge({ kind, word }: { kind: StatusKind | 'ink'; word?: ReactNode }) {
  return (
    <span className={`stb ${kind}`}>
      {kind === 'ink' ? null : <Glyph kind={kind} />}
      {word ?? (kind === 'ink' ? '' : statusWord[kind])}
    </span>
  )
}

export type VerdictKind =
  'allowed' | 'masked' | 'flagged' | 'blocked' | 'refused' | 'failed' | 'cut' | 'unknown'
const verdicts: Readonly<
  Record<VerdictKind, { word: string; tone: 'quiet' | 'fail' | 'ink' | 'inc' | 'gap' }>
> = {
  allowed: { word: 'Allowed', tone: 'quiet' },
  masked: { word: 'Masked', tone: 'ink' },
  flagged: { word: 'Flagged', tone: 'inc' },
  blocked: { word: 'Blocked', tone: 'fail' },
  refused: { word: 'Refused', tone: 'fail' },
  failed: { word: 'Failed', tone: 'inc' },
  cut: { word: 'Cut', tone: 'inc' },
  unknown: { word: 'Unknown', tone: 'gap' },
}
export const verdictWord = (kind: VerdictKind): string => verdicts[kind].word

export function VerdictGlyph({ kind, size = 14 }: { kind: VerdictKind; size?: number }) {
  const box = { viewBox: '0 0 16 16', width: size, height: size, 'aria-hidden': true } as const
  switch (kind) {
    case 'allowed':
      return <Glyph kind="pass" size={size} />
    case 'blocked':
      return <Glyph kind="fail" size={size} />
    case 'failed':
    case 'cut':
      return <Glyph kind="inc" size={size} />
    case 'unknown':
      return <Glyph kind="gap" size={size} />
    case 'masked':
      return (
        <svg {...box}>
          <circle cx="8" cy="8" r="6.2" fill="none" stroke="var(--ink)" strokeWidth="1.5" />
          <path d="M4 6.5h8M4 9.5h8" stroke="var(--ink)" strokeWidth="1.7" />
        </svg>
      )
    case 'flagged':
      return (
        <svg {...box}>
          <path
            d="M4 14.5V2h9l-2 3.2 2 3.3H4"
            fill="var(--inconclusive-solid)"
            stroke="var(--inconclusive-solid)"
            strokeWidth="1.3"
            fillOpacity=".18"
          />
        </svg>
      )
    case 'refused':
      return (
        <svg {...box}>
          <path
            d="M5.2 1.7h5.6l3.5 3.5v5.6l-3.5 3.5H5.2l-3.5-3.5V5.2z"
            fill="none"
            stroke="var(--fail-solid)"
            strokeWidth="1.4"
          />
          <path d="M5 8h6" stroke="var(--fail-solid)" strokeWidth="1.6" />
        </svg>
      )
  }
}
export function Verdict({ kind, detail }: { kind: VerdictKind; detail?: string }) {
  return (
    <span className={`st ${verdicts[kind].tone}`}>
      <VerdictGlyph kind={kind} />
      {detail ?? verdicts[kind].word}
    </span>
  )
}
export function VerdictBadge({ kind, detail }: { kind: VerdictKind; detail?: string }) {
  return (
    <span className={`stb ${verdicts[kind].tone === 'ink' ? 'ink' : verdicts[kind].tone}`}>
      <VerdictGlyph kind={kind} />
      {detail ?? verdicts[kind].word}
    </span>
  )
}

export type SeverityLevel = 'low' | 'medium' | 'high' | 'critical'
const levels: Readonly<Record<SeverityLevel, { bars: number; word: string }>> = {
  low: { bars: 1, word: 'Low' },
  medium: { bars: 2, word: 'Medium' },
  high: { bars: 3, word: 'High' },
  critical: { bars: 4, word: 'Critical' },
}
/** One to four rising bars and the word; colour repeats it. */
export function Severity({ level, word }: { level: SeverityLevel; word?: string }) {
  return (
    <span className="sev">
      <svg viewBox="0 0 15 12" width="15" height="12" aria-hidden="true">
        {[0, 1, 2, 3].map((i) => (
          <rect
            key={i}
            x={i * 4}
            y={9 - i * 3}
            width="3"
            height={3 + i * 3}
            fill={i < levels[level].bars ? `var(--sev-${level})` : 'var(--border-2)'}
          />
        ))}
      </svg>
      {word ?? levels[level].word}
    </span>
  )
}

export type SealState = 'pending' | 'sequenced' | 'published'
const SOLID = scallop(8, 8, 6.6, 10, 0.8, 4)
const HOLLOW = scallop(8, 8, 6.2, 10, 0.8, 4)
const sealTitle: Readonly<Record<SealState, string>> = {
  pending: 'Pending: durable at the gateway, no index yet',
  sequenced: 'Sequenced: has its index',
  published: 'Published: under a signed checkpoint',
}
/** Where an entry stands in the ledger. The seal is not a status: a verify result is. */
export function LedgerSeal({ state, index }: { state: SealState; index: number | null }) {
  return (
    <span className="led" title={sealTitle[state]}>
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
        {state === 'published' ? (
          <>
            <path d={SOLID} fill="currentColor" />
            <path d="M5 8.2 7.2 10.4 11 6" fill="none" stroke="var(--surface-panel)" strokeWidth="1.7" />
          </>
        ) : null}
        {state === 'sequenced' ? (
          <path d={HOLLOW} fill="none" stroke="currentColor" strokeWidth="1.4" />
        ) : null}
        {state === 'pending' ? (
          <circle
            cx="8"
            cy="8"
            r="5.5"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.4"
            strokeDasharray="2 2"
          />
        ) : null}
      </svg>
      {index === null ? state : index.toLocaleString('en-US')}
      {index === null ? null : <span className="sr">, {state}</span>}
    </span>
  )
}

/** When the figures beside it were true. Past `freshForMs` it turns grey and dashed and tells the age. */
export function AsOf({ at, freshForMs, extra }: { at: string; freshForMs?: number; extra?: string }) {
  const now = useNow(15_000)
  const late = freshForMs !== undefined && now - Date.parse(at) > freshForMs
  const today = day(new Date(now).toISOString()) === day(at)
  return (
    <span className={`asof${late ? ' late' : ''}`} title={moment(at, 's')}>
      <Icon name="clock" size={13} weight={1.2} />
      As of {today ? `${clock(at)} UTC` : moment(at)}
      {late ? `, ${ago(at, now)}` : ''}
      {extra ?? ''}
    </span>
  )
}
