/** Scores for personal data: spans found, texts fully covered, harmless texts touched. */
export type Gold = { readonly start: number; readonly end: number; readonly type: string }
export type Row = {
  readonly id: string
  readonly text: string
  readonly kind: string
  readonly label: 0 | 1
  readonly spans: readonly Gold[]
}
export type Found = { readonly start: number; readonly end: number; readonly type: string }
export type Finder = (text: string) => readonly Found[] | Promise<readonly Found[]>

/** Names that the sets use for one thing, in one word each. */
const CANONICAL: Readonly<Record<string, string>> = {
  org: 'organization',
  organisation: 'organization',
  aadhar: 'national_id',
  pan: 'tax_id',
  taxid: 'tax_id',
  account: 'bank_account',
  account_number: 'bank_account',
  bank_account_num: 'bank_account',
  routing_number: 'bank_routing',
  driver_license_num: 'driver_license',
  license: 'driver_license',
  passport_num: 'passport',
  patient_id: 'medical_id',
  pid: 'medical_id',
  ip: 'ip_address',
  cc: 'credit_card',
}
/** Types of the sets that no detector of personal data claims. */
const IGNORED = new Set(['title', 'system', 'bank', 'police_id_num', 'employee_id', 'user_id'])
export const canonical = (type: string): string => CANONICAL[type.toLowerCase()] ?? type.toLowerCase()

type Counts = {
  gold: number
  exact: number
  overlap: number
  covered: number
  predicted: number
  exactPredicted: number
  right: number
}
const zero = (): Counts => ({
  gold: 0,
  exact: 0,
  overlap: 0,
  covered: 0,
  predicted: 0,
  exactPredicted: 0,
  right: 0,
})

export type Score = {
  readonly rows: number
  /** Same type and touching. */
  readonly f1: number
  /** Same type, same ends. */
  readonly exactF1: number
  /** Type ignored: touching. */
  readonly anyF1: number
  /** Rows with personal data of which every span is covered by findings. */
  readonly redacted: number
  /** Harmless rows with a finding. */
  readonly falseAlarms: number
  readonly types: Readonly<
    Record<
      string,
      { readonly gold: number; readonly recall: number; readonly precision: number; readonly f1: number }
    >
  >
}

export async function scoreRows(
  rows: readonly Row[],
  finder: Finder,
  onMiss?: (row: Row, missed: readonly Gold[], extra: readonly Found[]) => void,
): Promise<Score> {
  const types = new Map<string, Counts>()
  const of = (type: string): Counts => {
    const c = types.get(type) ?? zero()
    types.set(type, c)
    return c
  }
  let anyGold = 0
  let anyHit = 0
  let anyPredicted = 0
  let anyRight = 0
  let redacted = 0
  let withData = 0
  let harmless = 0
  let alarms = 0
  for (const row of rows) {
    const found = (await finder(row.text)).map((f) => ({ ...f, type: canonical(f.type) }))
    const gold = row.spans.map((s) => ({ ...s, type: canonical(s.type) })).filter((s) => !IGNORED.has(s.type))
    if (row.label === 0) {
      harmless++
      if (found.length > 0) alarms++
    } else {
      withData++
      if (gold.every((g) => covers(found, g))) redacted++
    }
    const touch = (a: Gold, b: Gold): boolean => a.start < b.end && b.start < a.end
    for (const g of gold) {
      const c = of(g.type)
      c.gold++
      if (found.some((f) => f.type === g.type && touch(f, g))) c.overlap++
      if (found.some((f) => f.type === g.type && f.start === g.start && f.end === g.end)) c.exact++
      anyGold++
      if (found.some((f) => touch(f, g))) anyHit++
    }
    for (const f of found) {
      const c = of(f.type)
      c.predicted++
      if (gold.some((g) => g.type === f.type && touch(f, g))) c.right++
      if (gold.some((g) => g.type === f.type && f.start === g.start && f.end === g.end)) c.exactPredicted++
      anyPredicted++
      if (gold.some((g) => touch(f, g))) anyRight++
    }
    onMiss?.(
      row,
      gold.filter((g) => !found.some((f) => f.type === g.type && touch(f, g))),
      found.filter((f) => !gold.some((g) => g.type === f.type && touch(f, g))),
    )
  }
  const all = zero()
  for (const c of types.values())
    for (const key of ['gold', 'exact', 'overlap', 'predicted', 'right', 'exactPredicted'] as const)
      all[key] += c[key]
  return {
    rows: rows.length,
    f1: f1(all.right, all.predicted, all.overlap, all.gold),
    exactF1: f1(all.exactPredicted, all.predicted, all.exact, all.gold),
    anyF1: f1(anyRight, anyPredicted, anyHit, anyGold),
    redacted: ratio(redacted, withData),
    falseAlarms: ratio(alarms, harmless),
    types: Object.fromEntries(
      [...types]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([type, c]) => [
          type,
          {
            gold: c.gold,
            recall: ratio(c.overlap, c.gold),
            precision: ratio(c.right, c.predicted),
            f1: f1(c.right, c.predicted, c.overlap, c.gold),
          },
        ]),
    ),
  }
}

function covers(found: readonly Found[], gold: Gold): boolean {
  let at = gold.start + 1
  for (const f of [...found].sort((a, b) => a.start - b.start)) if (f.start <= at && f.end > at) at = f.end
  return at >= gold.end - 1
}

const ratio = (a: number, b: number): number => (b === 0 ? 0 : Math.round((a / b) * 1000) / 1000)
function f1(right: number, predicted: number, hit: number, gold: number): number {
  const p = predicted === 0 ? 0 : right / predicted
  const r = gold === 0 ? 0 : hit / gold
  return p + r === 0 ? 0 : Math.round(((2 * p * r) / (p + r)) * 1000) / 1000
}
