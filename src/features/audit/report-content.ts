import type { PackageControl } from '../../lib/package-manifest.ts'
import type { ControlStanding } from '../../lib/standing.ts'
import type { Control } from '../controls/contract.ts'
import {
  bySeries,
  day,
  deviatingOf,
  resultOf,
  standingOfControl,
  waiverSpan,
  when,
  type ReportModel,
} from './report-model.ts'

/** Shapes that carry a status beside its word (shape, word, colour, in that order of trust). */
export type Glyph = 'pass' | 'fail' | 'inconclusive' | 'stale' | 'not_applicable' | 'none'
export type Cell = string | { readonly text: string; readonly mono?: boolean; readonly glyph?: Glyph }
export type Column = {
  readonly title: string
  readonly right?: boolean
  readonly glyph?: Glyph
  /** Share of the width; columns without one share the rest. */ readonly width?: number
}

/** What the report says, once; HTML and PDF only draw it. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'small'; readonly text: string }
  | { readonly kind: 'statement'; readonly text: string }
  | { readonly kind: 'strip'; readonly days: Control['strip']; readonly label: string }
  | {
      readonly kind: 'table'
      readonly columns: readonly Column[]
      readonly rows: readonly (readonly Cell[])[]
      readonly totals?: boolean
    }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: Cell])[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'page' }

/** Deviations printed per control; all of them are in csv/deviations.csv. */
const DEVIATIONS_PRINTED = 50

export const glyphOf = (status: string): Glyph => {
  switch (status) {
    case 'pass':
    case 'fail':
    case 'inconclusive':
    case 'stale':
    case 'not_applicable':
      return status
    case 'did_not_operate':
      return 'not_applicable'
    default:
      return 'none'
  }
}

const heading = (level: 2 | 3, text: string): Block => ({ kind: 'heading', level, text })
const text = (value: string): Block => ({ kind: 'text', text: value })
const mono = (value: string): Cell => ({ text: value, mono: true })
const number = (n: number): string => n.toLocaleString('en-US')
const zero = (n: number): string => (n === 0 ? '·' : number(n))

export function reportBlocks(model: ReportModel): readonly Block[] {
  return [
    ...scope(model),
    ...results(model),
    ...controls(model),
    { kind: 'page' },
    ...gaps(model),
    ...proves(model),
    ...howToVerify(model),
  ]
}

function scope(model: ReportModel): readonly Block[] {
  const { predicate } = model
  return [
    heading(2, '1. Scope'),
    text(
      `Management of ${predicate.organisation.name} made this package from its own monitoring. It covers entries from ${when(predicate.window.from)} to ${when(predicate.window.to)}. Results are management's monitoring: no auditor wrote or reviewed them here, and no opinion is stated. Each result is the last run in that time, over a population that reaches back as its own line says; what other runs in that time gave stands beside it. Results and populations are of the whole organisation; the systems below decide whose entries are opened.`,
    ),
    {
      kind: 'facts',
      rows: [
        [
          'AI systems',
          predicate.scope.systems.length === 0
            ? 'none registered'
            : predicate.scope.systems.map((s) => s.name).join(', '),
        ],
        [
          'Mode',
          predicate.mode === 'full'
            ? 'full: every entry of the ledger is included and counted again by the verifier'
            : 'sample: chosen entries with proofs; population counts rest on the operator',
        ],
        [
          'Bodies',
          `${number(model.bodies)} opened; payloads (prompts and answers) are withheld unless listed in openings/`,
        ],
        [
          'Anchors',
          model.anchors.length === 0
            ? 'none: no second place holds a checkpoint of this log'
            : `${number(model.anchors.length)} receipts, the newest ${when(model.anchors.at(-1)?.at ?? '')} at ${model.anchors.at(-1)?.where ?? ''}`,
        ],
        ['Package', mono(predicate.id)],
      ],
    },
    {
      kind: 'table',
      columns: [
        { title: 'Ledger', width: 0.5 },
        { title: 'Entries', right: true, width: 0.12 },
        { title: 'Root' },
      ],
      rows: predicate.logs.map((log) => [mono(log.origin), number(log.size), mono(log.root)]),
    },
  ]
}

function results(model: ReportModel): readonly Block[] {
  const rows = bySeries(model.standing)
  const sum = (pick: (row: (typeof rows)[number]) => number): string =>
    zero(rows.reduce((total, row) => total + pick(row), 0))
  const { controls: all } = model.predicate
  return [
    heading(2, '2. Results by criterion'),
    text(
      `${number(all.filter((c) => c.outcome !== null).length)} of ${number(all.length)} controls have a recorded result. The table counts criteria, each by its weakest control as of ${asOf(model)}: by the results of the window, stale where they were too old by then; a waiver changes none of it. Nothing stale, untested or inconclusive is counted as a pass.`,
    ),
    {
      kind: 'table',
      totals: true,
      columns: [
        { title: 'Series' },
        { title: 'In scope', right: true },
        { title: 'Pass', right: true, glyph: 'pass' },
        { title: 'Fail', right: true, glyph: 'fail' },
        { title: 'Inconclusive', right: true, glyph: 'inconclusive' },
        { title: 'Stale', right: true, glyph: 'stale' },
        { title: 'No control', right: true, glyph: 'none' },
      ],
      rows: [
        ...rows.map((row): Cell[] => [
          mono(row.series),
          number(row.inScope),
          zero(row.pass),
          zero(row.fail),
          zero(row.inconclusive),
          zero(row.stale),
          zero(row.noControl),
        ]),
        [
          'All',
          sum((r) => r.inScope),
          sum((r) => r.pass),
          sum((r) => r.fail),
          sum((r) => r.inconclusive),
          sum((r) => r.stale),
          sum((r) => r.noControl),
        ],
      ],
    },
    heading(3, 'Controls'),
    {
      kind: 'table',
      columns: [
        { title: 'Control', width: 0.16 },
        { title: 'Title' },
        { title: 'Result', width: 0.19 },
        { title: 'Checked', right: true, width: 0.12 },
        { title: 'Deviations', right: true, width: 0.13 },
      ],
      rows: all.map((control): Cell[] => [
        mono(control.id),
        control.title,
        { text: resultOf(control).word, glyph: glyphOf(control.status) },
        number(control.checked),
        zero(deviatingOf(control)),
      ]),
    },
  ]
}

function controls(model: ReportModel): readonly Block[] {
  const tested = model.predicate.controls.filter((control) => control.outcome !== null)
  return [
    { kind: 'page' },
    heading(2, '3. Controls and their results'),
    ...tested.flatMap((control, i) => controlBlocks(model, control, i + 1)),
  ]
}

function controlBlocks(model: ReportModel, control: PackageControl, n: number): readonly Block[] {
  const detail = model.controls.get(control.id)
  const standing = standingOfControl(model.standing, control.id)
  const result = resultOf(control)
  const rows: (readonly [string, Cell])[] = [
    [
      'Criteria',
      detail === undefined || detail.criteria.length === 0
        ? 'none mapped'
        : detail.criteria.map((c) => `${c.id}: ${c.why}`).join('; '),
    ],
    ['Risk', detail?.risk ?? 'not recorded'],
    [
      'Nature',
      detail === undefined ? 'not recorded' : `${detail.nature}, ${detail.type}, ${detail.frequency}`,
    ],
    ['Owner', ownerText(model, standing)],
    ...control.populations.map((p): readonly [string, Cell] => [
      'Population',
      `${number(p.rows)} rows of ${p.source}, ${p.complete ? 'complete' : `incomplete: ${p.why}`}, root ${p.root.slice(0, 8)}…${p.root.slice(-8)}, frozen ${when(p.asOf)}. ${p.query}`,
    ]),
    ...model.predicate.samples
      .filter((s) => s.control === control.id)
      .map((s): readonly [string, Cell] => [
        'Sample',
        `${number(s.rows.length)} rows of ${s.source}, seed ${s.seed.slice(0, 8)}…${s.seed.slice(-8)}, ${s.seededBy === 'auditor' ? `given by the auditor, entry ${number(s.seedEntry?.index ?? 0)}` : 'self-drawn: management chose the seed'}`,
      ]),
    [
      'Test',
      control.notReperformable === ''
        ? `every row by a predicate, ${control.test ?? 'none'}; the verifier runs it again`
        : `not re-performable offline: ${control.notReperformable}`,
    ],
    ...(detail === undefined || detail.uncovered === '' ? [] : [['Not covered', detail.uncovered] as const]),
    [
      'Recorded',
      control.outcome === null
        ? 'not recorded'
        : `entry ${number(control.outcome.index)}, ${when(control.asOf)}`,
    ],
    ...(detail === undefined || Object.keys(detail.runs).length === 0
      ? []
      : [['In the window', runsText(detail.runs)] as const]),
    ...(standing?.waivers ?? []).map((waiver): readonly [string, Cell] => [
      waiver.inForce ? 'Waived' : 'Was waived',
      `${waiverSpan(waiver)}, asked for by ${waiver.requestedBy.name}, accepted by ${waiver.approvedBy.name}, entry ${number(waiver.entry.index)}. ${waiver.texts === null ? 'Its reason is not kept here.' : `${waiver.texts.reason} Meanwhile: ${waiver.texts.compensating}`} The result below is the test's all the same.`,
    ]),
    ['Result', { text: `${result.word}. ${result.sentence}`, glyph: glyphOf(control.status) }],
  ]
  const printed = control.deviations.slice(0, DEVIATIONS_PRINTED)
  const left = control.deviations.length - printed.length
  return [
    heading(3, `3.${n} ${control.id} ${control.title}`),
    { kind: 'statement', text: control.statement },
    ...(detail === undefined || detail.strip.length === 0
      ? []
      : [{ kind: 'strip', days: detail.strip, label: stripLabel(detail.strip) } as const]),
    { kind: 'facts', rows },
    ...(printed.length === 0
      ? []
      : [
          {
            kind: 'table',
            columns: [
              { title: '#', right: true, width: 0.06 },
              { title: 'Item', width: 0.3 },
              { title: 'Deviation' },
            ],
            rows: printed.map((d, i): Cell[] => [number(i + 1), mono(d.key), d.what]),
          } as const,
        ]),
    ...(left > 0
      ? [{ kind: 'small', text: `${number(left)} more deviations are in csv/deviations.csv.` } as const]
      : []),
    ...(control.status === 'fail' && detail !== undefined
      ? [{ kind: 'small', text: `To do: ${detail.remediation}` } as const]
      : []),
  ]
}

/** The end of the window, or the making when that came first. */
const asOf = ({ standing, predicate }: ReportModel): string =>
  standing.asOf === predicate.window.to
    ? `the end of the window, ${when(standing.asOf)}`
    : `the making of the package, ${when(standing.asOf)}, before the end of the window`

const ownerText = (model: ReportModel, standing: ControlStanding | undefined): string => {
  const owner = standing?.owner ?? null
  return owner === null
    ? `none as of ${asOf(model)}`
    : `${owner.name} as of ${asOf(model)}; since ${when(owner.since)}, entry ${number(owner.entry.index)}`
}

const runsText = (runs: Readonly<Record<string, number>>): string =>
  `${number(Object.values(runs).reduce((sum, n) => sum + n, 0))} recorded runs: ${Object.entries(runs)
    .map(([status, n]) => `${number(n)} ${status.replaceAll('_', ' ')}`)
    .join(', ')}`

function stripLabel(strip: Control['strip']): string {
  const counts = new Map<string, number>()
  for (const { status } of strip) counts.set(status, (counts.get(status) ?? 0) + 1)
  const words = [...counts].map(([status, n]) => `${number(n)} ${status.replaceAll('_', ' ')}`).join(', ')
  return `worst result of each day, ${day(`${strip[0]?.day ?? ''}T00:00:00.000Z`)} to ${day(`${strip.at(-1)?.day ?? ''}T00:00:00.000Z`)}: ${words}`
}

/** What is not known or not covered, named: grey is honest. */
function gaps(model: ReportModel): readonly Block[] {
  const { predicate, standing } = model
  const rows: Cell[][] = []
  for (const control of predicate.controls) {
    if (control.outcome === null) {
      rows.push([mono(control.id), 'No result is recorded in the window.'])
      for (const waiver of standingOfControl(standing, control.id)?.waivers ?? [])
        rows.push([mono(control.id), `Waived ${waiverSpan(waiver)}, without a result in the window.`])
    }
    const runs = model.controls.get(control.id)?.runs ?? {}
    if (control.outcome !== null && Object.keys(runs).some((status) => status !== control.status))
      rows.push([
        mono(control.id),
        `The result shown, ${resultOf(control).word.toLowerCase()}, is the last one. ${runsText(runs)}.`,
      ])
    if (control.outcome !== null && model.controls.get(control.id)?.changedSince === true)
      rows.push([
        mono(control.id),
        'Its test was changed after this result. The test that ran is in the package; what is said to be not covered and to be done is of the present test.',
      ])
    if (standingOfControl(standing, control.id)?.status === 'stale')
      rows.push([
        mono(control.id),
        `The result shown is of ${when(control.asOf)} and was stale as of ${asOf(model)}: readiness counts it so.`,
      ])
    if (control.status === 'inconclusive') rows.push([mono(control.id), resultOf(control).sentence])
    for (const p of control.populations)
      if (!p.complete)
        rows.push([
          mono(control.id),
          `The population ${p.source} is incomplete: ${p.why || 'no reason was recorded'}.`,
        ])
    if (control.notReperformable !== '')
      rows.push([mono(control.id), `Not re-performable offline: ${control.notReperformable}.`])
  }
  rows.push([
    'Words',
    'Titles, statements, criteria and risks of controls are those of the product’s version that made the package, and names of people those of its making: older ones are not kept. Owners, waivers and results are those of the window.',
  ])
  const uncovered = standing.criteria.filter((c) => c.status === 'no_control').map((c) => c.id)
  if (uncovered.length > 0) rows.push(['Criteria', `No control answers ${uncovered.join(', ')}.`])
  if (model.anchors.length === 0)
    rows.push([
      'Ledger',
      'Not anchored: nothing outside the operator’s reach holds a checkpoint. Compare the root with one that you kept.',
    ])
  if (predicate.mode === 'sample')
    rows.push([
      'Mode',
      'Sample mode: that populations are complete rests on the operator. Ask for a full package to recount them.',
    ])
  if (predicate.samples.some((s) => s.seededBy === 'self-drawn'))
    rows.push(['Samples', 'Self-drawn: no auditor gave a seed before the populations were fixed.'])
  return [
    heading(2, '4. Gaps'),
    ...(rows.length === 0
      ? [text('No gap is known to the product.')]
      : [
          {
            kind: 'table',
            columns: [{ title: 'Where', width: 0.16 }, { title: 'What is not known or not covered' }],
            rows,
          } as const,
        ]),
  ]
}

function proves(model: ReportModel): readonly Block[] {
  return [
    heading(2, '5. What this package proves, and what it does not'),
    { kind: 'statement', text: model.predicate.proves },
    heading(3, 'Restricted use'),
    text(model.predicate.restrictedUse),
  ]
}

function howToVerify(model: ReportModel): readonly Block[] {
  const newest = model.predicate.logs.at(-1)
  return [
    heading(2, '6. How to check it'),
    text(
      'Offline, with the one file in the package or with one that you kept from an earlier one. No network, account or installation is needed; VERIFY.md says how to do without our code.',
    ),
    { kind: 'code', text: `node verify.mjs package.zip --vkey '<key that you got elsewhere>'` },
    text(
      'Without a key from elsewhere the verifier can only say that the package agrees with itself. Compare this root with an anchor, an earlier package, or what the company published:',
    ),
    { kind: 'code', text: newest?.root ?? '' },
  ]
}
