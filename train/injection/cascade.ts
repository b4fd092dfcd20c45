/**
 * Trains the skim, the cheap look before the ensemble, for the ensemble of injection.bin, and writes skim.bin: `tsx train/injection/cascade.ts`, after
 * every change of the ensemble, its rules or their levels. Its levels come from folds in which neither skim nor ensemble has seen the attacks
 * or the ordinary texts: for these it fits the ensemble of each fold anew (`--kept` takes those of the run before).
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Calibration } from '../../src/features/guardrails/injection/calibration.ts'
import { CONCEPTS } from '../../src/features/guardrails/injection/concepts.ts'
import { FEATURE_COUNT, isData } from '../../src/features/guardrails/injection/features.ts'
import { Reader } from '../../src/features/guardrails/injection/reader.ts'
import {
  Skim,
  SKIM_HIDDEN,
  SKIM_LEVELS,
  SKIM_WIDTH,
  type SkimLevel,
} from '../../src/features/guardrails/injection/skim.ts'
import {
  readWeights,
  shippedWeights,
  writeWeights,
  type Weights,
} from '../../src/features/guardrails/injection/weights.ts'
import { folds, kindFolds, type Fold } from './folds.ts'
import { madeRows } from './made.ts'
import { matrixOf, type Matrix } from './matrix.ts'
import { packed, type Tensor } from './parts.ts'
import { fit, groups } from './recipe.ts'
import { baseRows, hash, type Row } from './rows.ts'
import { fitSkim, vocabularyOf, type Vocabulary } from './skim.ts'
import { windowsOf, type Window } from './skim-windows.ts'
import { trainTrigrams } from './trigrams.ts'

const path = join(import.meta.dirname, '../../src/features/guardrails/injection/skim.bin')
const cache = (name: string): string => join(process.env['INJECTION_CACHE'] ?? tmpdir(), name)

/** Of the attacks that would be flagged, and of those that would be blocked, at most so many may be cleared, in the worst fold. */
const MISS = { flagged: 0.01, blocked: 0.005 }
/** Tool results of a kind that nothing has seen are hard for the ensemble too: there the limit is wider, in windows of long texts only. */
const MISS_UNSEEN_KIND = { flagged: 0.05, blocked: 0.01 }
/** Folds with fewer flagged attacks say nothing about hundredths. */
const ATTACKS_MIN = 100
/** Where training would call a stretch an attack rather than not. */
const LEVEL_MAX = 0
const WINDOWS = { learnt: 6000, judged: 2000 }
/** Beside the folds of sources, whose data are published documents: the tool results made here. */
const DATA_FOLD = 'K6'
/** Of the user's rows a third is plenty; data are the hard part. */
const ROWS_PART = 3
/** What the detector says at least of an attack that the skim learns. */
const LEARNT_MIN = 0.2

type Judged = { readonly window: Window; readonly z: number; readonly fold: string }

export function addSkim(kept: boolean): void {
  const shipped = shippedWeights()
  const calibration: Calibration = {
    user: shipped.f32('calibration user'),
    data: shipped.f32('calibration data'),
    tool: shipped.f32('calibration tool result'),
    later: shipped.number('calibration later'),
  }
  const rows = [...baseRows(), ...madeRows()]
  const judged: Judged[] = []
  let matrix: Matrix | null = null
  for (const fold of [...folds, ...kindFolds.filter(({ name }) => name === DATA_FOLD)]) {
    if (!kept || !existsSync(cache(`injection-fold-${fold.name}.bin`)))
      keepFold(fold, (matrix ??= matrixOf(rows, trainTrigrams())))
    const weights = over(shipped, readWeights(readFileSync(cache(`injection-fold-${fold.name}.bin`))))
    const own = rows.filter((row) => !fold.test(row) && !fold.dropped(row))
    const skim = skimOf(tensorsOf(own, weights, calibration), NO_LEVELS)
    const held = rows.filter(fold.test)
    for (const window of windowsOf({
      half: 'judged',
      rows: held,
      windows: WINDOWS.judged,
      weights,
      calibration,
    }))
      judged.push({ window, z: skim.score(window.text, window.data), fold: fold.name })
    console.error(`${fold.name}: judged`)
  }
  const parts = tensorsOf(rows, shipped, calibration)
  const skim = skimOf(parts, NO_LEVELS)
  const ordinary = windowsOf({
    half: 'judged',
    rows: [],
    windows: WINDOWS.judged,
    weights: shipped,
    calibration,
  })
    .map((window) => ({ window, z: skim.score(window.text, window.data), fold: '' }))
    .filter(compared)
  const shares = SKIM_LEVELS.map((level) => shareOf(judged, level))
  write(
    parts,
    Object.fromEntries(SKIM_LEVELS.map((level, i) => [level, levelAt(ordinary, level, shares[i] ?? 0)])),
  )
  console.log(JSON.stringify(report(judged, ordinary, shares), null, 1))
}

/** The members of a fold; the rest (spreads, trigrams, orders inside data) as shipped. */
function over(shipped: Weights, members: Weights): Weights {
  const own = new Set(members.head.tensors.map(({ name }) => name))
  return {
    ...shipped,
    f32: (name) => (own.has(name) ? members : shipped).f32(name),
    i16: (name) => (own.has(name) ? members : shipped).i16(name),
    i8: (name) => (own.has(name) ? members : shipped).i8(name),
    u8: (name) => (own.has(name) ? members : shipped).u8(name),
    number: (name) => members.head.numbers[name] ?? shipped.number(name),
  }
}

/** The ensemble of a fold. */
function keepFold(fold: Fold, m: Matrix): void {
  const train = [...m.rows.entries()]
    .filter(([, row]) => !fold.test(row) && !fold.dropped(row))
    .map(([r]) => r)
  const made = groups.map((group) => packed(fit(m, group, train), group))
  writeFileSync(
    cache(`injection-fold-${fold.name}.bin`),
    writeWeights(
      {
        digest: '',
        features: FEATURE_COUNT,
        concepts: CONCEPTS,
        numbers: Object.assign({}, ...made.map(({ numbers }) => numbers)),
      },
      made.flatMap(({ tensors }) => tensors),
    ),
  )
  console.error(`${fold.name}: ensemble fitted`)
}

type Parts = { readonly tensors: readonly Tensor[]; readonly numbers: Readonly<Record<string, number>> }

/** Learnt from ordinary windows of one half of the long texts and from attacks that the ensemble sees; not from what is never cleared anyway. */
function tensorsOf(rows: readonly Row[], weights: Weights, calibration: Calibration): Parts {
  const some = rows.filter(({ id, origin }) => isData(origin) || hash(id) % ROWS_PART === 0)
  const reader = new Reader(new Int32Array(0))
  const seen = windowsOf({
    half: 'learnt',
    rows: some,
    windows: WINDOWS.learnt,
    weights,
    calibration,
  }).filter(({ label, learnt, text, data }) => {
    reader.read(text, data)
    return (label === 0 || learnt >= LEARNT_MIN) && !reader.marked
  })
  const vocabulary = vocabularyOf(seen)
  const sides = groups.map((group) => sideOf(group, seen, vocabulary))
  const words = Int32Array.from(vocabulary.keys())
  return {
    tensors: [{ name: 'skim words', data: new Uint8Array(words.buffer) }, ...sides.flatMap((s) => s.tensors)],
    numbers: Object.assign({}, ...sides.map(({ numbers }) => numbers)),
  }
}

function sideOf(group: (typeof groups)[number], windows: readonly Window[], vocabulary: Vocabulary): Parts {
  const fitted = fitSkim(
    windows.filter(({ data }) => data === (group === 'data')),
    vocabulary,
  )
  const most = new Float64Array(SKIM_WIDTH).fill(1e-9)
  fitted.rows.forEach((v, i) => (most[i % SKIM_WIDTH] = Math.max(most[i % SKIM_WIDTH] ?? 0, Math.abs(v))))
  const steps = Array.from(most, (v) => v / 127)
  return {
    tensors: [
      {
        name: `skim ${group} rows`,
        data: Int8Array.from(fitted.rows, (v, i) => Math.round(v / (steps[i % SKIM_WIDTH] ?? 1))),
      },
      // The rows' steps are taken into the weights that they are multiplied by.
      {
        name: `skim ${group} first`,
        data: fitted.first.map((v, i) => v * (steps[i % SKIM_WIDTH] ?? 1)),
      },
      { name: `skim ${group} first bias`, data: fitted.firstBias.slice(0, SKIM_HIDDEN) },
      { name: `skim ${group} second`, data: fitted.second },
    ],
    numbers: { [`skim ${group} bias`]: fitted.bias },
  }
}

const NO_LEVELS: Readonly<Record<string, number>> = Object.fromEntries(SKIM_LEVELS.map((level) => [level, 0]))
const named = (levels: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(levels).map(([level, v]) => [`skim ${level}`, v]))

function skimOf({ tensors, numbers }: Parts, levels: Readonly<Record<string, number>>): Skim {
  const head = { digest: '', features: 0, concepts: 0, numbers: { ...numbers, ...named(levels) } }
  return new Skim(readWeights(writeWeights(head, tensors)))
}

function write({ tensors, numbers }: Parts, levels: Readonly<Record<string, number>>): void {
  const digest = createHash('sha256')
  for (const { data } of tensors) digest.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  digest.update(JSON.stringify(levels))
  const bytes = writeWeights(
    {
      digest: digest.digest('hex').slice(0, 6),
      features: FEATURE_COUNT,
      concepts: CONCEPTS,
      numbers: { ...numbers, ...named(levels) },
    },
    tensors,
  )
  writeFileSync(path, bytes)
  console.log(`${path}: ${(bytes.length / 1024).toFixed(0)} KB`)
}

const FLAG = 0.3
const BLOCK = 0.5
const attacksOf = (judged: readonly Judged[], from: number): Judged[] =>
  judged.filter(({ window }) => window.label === 1 && window.score >= from)
const cleared = (judged: readonly Judged[], level: number): number =>
  judged.filter(({ z }) => z < level).length / Math.max(1, judged.length)

/**
 * The share of ordinary text that every fold's skim may clear without missing more than it may. Scores of two skims are not on one scale,
 * shares of the same ordinary texts are; so it is the share that the shipped skim takes over.
 */
function shareOf(judged: readonly Judged[], level: SkimLevel): number {
  const mine = judged.filter(({ window }) => window.level === level)
  const shares = [...new Set(mine.map(({ fold }) => fold))].flatMap((fold) => {
    const here = mine.filter((one) => one.fold === fold)
    const most = fold === DATA_FOLD && level === 'data window' ? MISS_UNSEEN_KIND : MISS
    const least = Math.min(
      limit(attacksOf(here, FLAG), most.flagged),
      limit(attacksOf(here, BLOCK), most.blocked),
    )
    return Number.isFinite(least) ? [cleared(here.filter(compared), least)] : []
  })
  return Math.min(1, ...shares)
}

/** Ordinary pieces of the same long texts: all folds and the shipped skim have them in common. */
const compared = ({ window }: { readonly window: Window }): boolean =>
  window.label === 0 && COMPARED.has(window.kind)
const COMPARED: ReadonlySet<string> = new Set([
  'docs',
  'code',
  'prose',
  'letters and logs',
  'found pages as json',
  'records as json',
])

/** The level at which a skim clears that share. */
function levelAt(ordinary: readonly Judged[], level: SkimLevel, share: number): number {
  const z = ordinary
    .filter(({ window }) => window.level === level)
    .map((one) => one.z)
    .toSorted((a, b) => a - b)
  return Math.min(LEVEL_MAX, z[Math.floor(z.length * share)] ?? LEVEL_MAX)
}

function limit(attacks: readonly Judged[], share: number): number {
  if (attacks.length < ATTACKS_MIN) return Number.POSITIVE_INFINITY
  const sorted = attacks.map(({ z }) => z).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length * share)] ?? Number.POSITIVE_INFINITY
}

function report(
  judged: readonly Judged[],
  ordinary: readonly Judged[],
  shares: readonly number[],
): Readonly<Record<string, unknown>> {
  const percent = (v: number): string => `${(v * 100).toFixed(2)} %`
  return Object.fromEntries(
    SKIM_LEVELS.map((level, i) => {
      const share = shares[i] ?? 0
      const mine = judged.filter(({ window }) => window.level === level)
      const folds = [...new Set(mine.map(({ fold }) => fold))].map((fold) => {
        const here = mine.filter((one) => one.fold === fold)
        const at = levelAt(here.filter(compared), level, share)
        const [flagged, blocked] = [attacksOf(here, FLAG), attacksOf(here, BLOCK)]
        return `${fold}: missed ${percent(cleared(flagged, at))} of ${flagged.length} flagged, ${percent(cleared(blocked, at))} of ${blocked.length} blocked; cleared ${percent(
          cleared(
            here.filter(({ window }) => window.label === 0),
            at,
          ),
        )} of its ordinary texts`
      })
      const own = ordinary.filter(({ window }) => window.level === level)
      const at = levelAt(own, level, share)
      const kinds = [...new Set(own.map(({ window }) => window.kind))].map(
        (kind) =>
          [
            kind,
            percent(
              cleared(
                own.filter(({ window }) => window.kind === kind),
                at,
              ),
            ),
          ] as const,
      )
      return [
        level,
        { level: at, cleared: percent(cleared(own, at)), kinds: Object.fromEntries(kinds), folds },
      ]
    }),
  )
}

if (process.argv[1] === import.meta.filename) addSkim(process.argv.includes('--kept'))
