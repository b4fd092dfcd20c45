import type { ScoredRecord } from './addressed.ts'
import { ofCarriers, rawOf, spreadsOf, type OutOfFold } from './out-of-fold.ts'
import type { AddressedScores } from './parts.ts'

/** Pairs of raw score and calibrated score, rising; see calibration.ts of the detector. */
export type Levels = {
  readonly user: readonly number[]
  readonly data: readonly number[]
  /** Tool results: flagged as other data, blocked by the ensemble alone from a level of their own. */
  readonly tool: readonly number[]
  readonly later: number
  readonly report: unknown
}

/** Of ordinary texts that no model was trained on, at most so many may reach a level: over all, and in the worst single kind. */
const BLOCK = { all: 0.005, kind: 0.025 }
/** Of data twice as much: two thirds of those texts are documentation of model software, full of assistants, prompts and orders. */
const BLOCK_DATA = { all: 0.01, kind: 0.025 }
const FLAG = { all: 0.025, kind: 0.08 }
/** A window behind the first must be as sure as a tenth of the block level's false alarms. */
const LATER = { all: 0.0005, kind: 0.0025 }
/** Of the clean twins of attacks in tool results, all unseen, so many may be blocked by the ensemble alone; they are hard on purpose. */
const BLOCK_TOOL = { all: 0.003, kind: 0.006 }
const KIND_MIN = 60

type Scored = {
  readonly id: string
  readonly fold: string
  readonly label: number
  readonly kind: string
  readonly raw: number
}

const scored = (rows: readonly OutOfFold[], data: boolean): Scored[] => {
  const spreads = spreadsOf(rows, data)
  return rows
    .filter((row) => row.data === data && (!data || row.fold.startsWith('S') || ofCarriers(row)))
    .map((row) => ({ ...row, raw: rawOf(row, spreads) }))
}

export function levels(rows: readonly OutOfFold[]): Levels {
  const part = (data: boolean): { knots: number[]; later: number; report: unknown } => {
    const both = scored(rows, data)
    // Of data, ordinary texts of a carrier that was unseen set the level; the share of attacks is that of S0, where all were unseen.
    const benign = both.filter((row) => row.label === 0 && row.fold.startsWith('D') === data)
    const attacks = both.filter((row) => row.label === 1 && row.fold.startsWith('S'))
    const mine = [...benign, ...attacks]
    const block = levelOf(benign, data ? BLOCK_DATA : BLOCK)
    const flag = Math.min(levelOf(benign, FLAG), block - 0.05)
    const later = levelOf(benign, LATER) - block
    const scores = mine.map((row) => row.raw)
    const least = Math.min(...scores)
    const most = Math.max(...scores)
    const share = (label: number, level: number): number => {
      const some = mine.filter((row) => row.label === label)
      return Number((some.filter((row) => row.raw >= level).length / Math.max(1, some.length)).toFixed(4))
    }
    return {
      knots: [
        least - 0.5,
        0,
        flag,
        0.3,
        block,
        0.5,
        Math.max(block + 0.4, most),
        0.95,
        Math.max(block + 0.4, most) + 1.5,
        0.995,
      ],
      later,
      report: {
        flag: { raw: flag, benign: share(0, flag), attacks: share(1, flag) },
        block: { raw: block, benign: share(0, block), attacks: share(1, block) },
      },
    }
  }
  const user = part(false)
  const data = part(true)
  const spreads = spreadsOf(rows, true)
  const twins = rows
    .filter((row) => row.fold === 'T' && row.data && row.label === 0)
    .map((row) => ({ ...row, raw: rawOf(row, spreads) }))
  const block = Math.max(data.knots[4] ?? 0, levelOf(twins, BLOCK_TOOL))
  const top = Math.max(block + 0.4, data.knots[6] ?? 0)
  return {
    user: user.knots,
    data: data.knots,
    tool: [...data.knots.slice(0, 4), block, 0.5, top, 0.95, top + 1.5, 0.995],
    later: Math.max(0.1, Math.max(user.later, data.later)),
    report: { user: user.report, data: data.report, tool: { block } },
  }
}

/** Orders inside data alone (addressed.ts): of ordinary data of an unseen kind of carrier so much may reach the block level. */
const ADDRESSED = { all: 0.005, kind: 0.01 }
/** Tool results are seldom documentation of model software, which alone comes near the level: records, tables and mails stay far below it. */
const ADDRESSED_TOOL = { all: 0.0095, kind: 0.015 }
/**
 * Of records by an author whom the fit had not read, so many may be blocked: of the texts that look like orders, pattern rules and all, and
 * of the ordinary ones. The goals are 3 % and 1 %; the rest is for what the next author writes.
 */
const RECORDS = { hard: 0.025, ordinary: 0.008 }
/** The same for the flag level. */
const RECORDS_FLAG = { hard: 0.08, ordinary: 0.02 }
const PATTERN_BLOCKS = 0.5

type OrderLevel = { readonly knots: readonly number[]; readonly report: unknown }

export function levelsOfAddressed({ ordinary, records }: AddressedScores): {
  readonly data: OrderLevel
  readonly tool: OrderLevel
} {
  const share = (level: number): number =>
    Number((ordinary.filter((row) => row.raw >= level).length / Math.max(1, ordinary.length)).toFixed(4))
  const of = (block: number, flag: number): OrderLevel => ({
    knots: [flag - 6, 0, flag, 0.3, block, 0.5, block + 5, 0.9, block + 12, 0.95],
    report: {
      block: { raw: block, ordinary: share(block), records: sharesOf(records, block) },
      flag: { raw: flag, ordinary: share(flag), records: sharesOf(records, flag) },
    },
  })
  const tool = Math.max(levelOf(ordinary, ADDRESSED_TOOL), levelOfRecords(records, RECORDS))
  const data = Math.max(tool, levelOf(ordinary, ADDRESSED))
  const flag = Math.min(tool - 0.2, Math.max(levelOf(ordinary, FLAG), levelOfRecords(records, RECORDS_FLAG)))
  return { data: of(data, Math.max(flag, data - ADDRESSED_FLAG)), tool: of(tool, flag) }
}

/** Between flag and block of data that is no tool result, in log-odds. */
const ADDRESSED_FLAG = 0.8

const asScores = (records: readonly ScoredRecord[], kind: string): number[] =>
  records
    .filter((record) => record.kind === kind)
    .map(({ sum, pattern }) => (pattern >= PATTERN_BLOCKS ? Number.POSITIVE_INFINITY : sum))

function levelOfRecords(
  records: readonly ScoredRecord[],
  { hard, ordinary }: { readonly hard: number; readonly ordinary: number },
): number {
  const quantile = (scores: readonly number[], share: number): number =>
    (scores.toSorted((a, b) => b - a)[Math.floor(scores.length * share)] ?? 0) + 1e-6
  return Math.max(
    quantile(asScores(records, 'hardneg-record'), hard),
    quantile(asScores(records, 'benign-record'), ordinary),
  )
}

function sharesOf(records: readonly ScoredRecord[], level: number): Readonly<Record<string, number>> {
  const share = (some: readonly ScoredRecord[]): number =>
    Number(
      (
        some.filter(({ sum, pattern }) => sum >= level || pattern >= PATTERN_BLOCKS).length /
        Math.max(1, some.length)
      ).toFixed(3),
    )
  const attacks = records.filter(({ kind }) => kind === 'indirect-record')
  return {
    usual: share(attacks.filter(({ words }) => words === 'usual')),
    other: share(attacks.filter(({ words }) => words === 'other')),
    hard: share(records.filter(({ kind }) => kind === 'hardneg-record')),
    ordinary: share(records.filter(({ kind }) => kind === 'benign-record')),
  }
}

/** The lowest level that keeps both promises. */
function levelOf(
  benign: readonly Pick<Scored, 'kind' | 'raw'>[],
  { all, kind }: { readonly all: number; readonly kind: number },
): number {
  const quantile = (some: readonly Pick<Scored, 'raw'>[], share: number): number => {
    const sorted = some.map((row) => row.raw).toSorted((a, b) => b - a)
    return (sorted[Math.floor(sorted.length * share)] ?? 0) + 1e-6
  }
  const kinds = grouped(benign)
  return Math.max(
    quantile(benign, all),
    ...[...kinds.values()].filter((some) => some.length >= KIND_MIN).map((some) => quantile(some, kind)),
  )
}

function grouped<T extends { readonly kind: string }>(rows: readonly T[]): Map<string, T[]> {
  const out = new Map<string, T[]>()
  for (const row of rows) out.set(row.kind, [...(out.get(row.kind) ?? []), row])
  return out
}

/** Of the attacks that the ensemble flags, the first stage may clear at most this share. */
const MISS = 0.005

export function levelsOfFirst(
  rows: readonly OutOfFold[],
  calibrated: Levels,
  scores: ReadonlyMap<string, number>,
): { readonly user: number; readonly data: number; readonly report: unknown } {
  const score = (id: string): number => scores.get(id) ?? Number.POSITIVE_INFINITY
  const part = (data: boolean): { level: number; report: unknown } => {
    const mine = scored(rows, data).filter((row) => row.fold.startsWith('S'))
    const [, , flag = 0, , block = 0] = data ? calibrated.data : calibrated.user
    const flagged = mine.filter((row) => row.label === 1 && row.raw >= flag)
    const blocked = flagged.filter((row) => row.raw >= block)
    const scores = flagged.map((row) => score(row.id)).toSorted((a, b) => a - b)
    const level = scores[Math.floor(scores.length * MISS)] ?? Number.NEGATIVE_INFINITY
    const benign = mine.filter((row) => row.label === 0)
    const cleared = benign.filter((row) => score(row.id) < level).length / Math.max(1, benign.length)
    const missed = blocked.filter((row) => score(row.id) < level).length / Math.max(1, blocked.length)
    return { level, report: { benignCleared: cleared, flaggedMissed: MISS, blockedMissed: missed } }
  }
  const user = part(false)
  const data = part(true)
  return { user: user.level, data: data.level, report: { user: user.report, data: data.report } }
}
