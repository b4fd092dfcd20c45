import { limitSpecSchema, type LimitName, type LimitSpec } from '../identity/limits.ts'
import { TextField } from '../design/Form.tsx'

const MICRO = 1_000_000
const limitFields: readonly { readonly name: LimitName; readonly label: string }[] = [
  { name: 'requestsPerMinute', label: 'Requests a minute' },
  { name: 'concurrentRequests', label: 'Requests at once' },
  { name: 'tokensPerMinute', label: 'Tokens a minute' },
  { name: 'tokensPerDay', label: 'Tokens a day' },
  { name: 'costPerDayMicroUsd', label: 'Cost a day, USD' },
  { name: 'costPerMonthMicroUsd', label: 'Cost a month, USD' },
]
export type LimitTexts = Readonly<Partial<Record<LimitName, string>>>
const isCost = (name: LimitName): boolean => name.endsWith('MicroUsd')

export const limitTexts = (limits: LimitSpec): LimitTexts =>
  Object.fromEntries(
    limitFields.flatMap(({ name }) => {
      const max = limits[name]
      return max === null || max === undefined ? [] : [[name, String(isCost(name) ? max / MICRO : max)]]
    }),
  )

/** The limits that were typed; a field with something else than a number above zero is named. */
export function limitsOf(texts: LimitTexts): {
  readonly limits: LimitSpec
  readonly wrong: readonly string[]
} {
  const typed = limitFields.flatMap(({ name }) => {
    const text = (texts[name] ?? '').trim()
    return text === ''
      ? []
      : [[name, isCost(name) ? Math.round(Number(text) * MICRO) : Number(text)] as const]
  })
  const parsed = limitSpecSchema.safeParse(Object.fromEntries(typed))
  return parsed.success
    ? { limits: parsed.data, wrong: [] }
    : { limits: {}, wrong: parsed.error.issues.map((i) => String(i.path[0])) }
}
/** Every limit, with null where the field is empty: for a change, in which what is not named stays. */
export const allLimits = (limits: LimitSpec): LimitSpec =>
  Object.fromEntries(limitFields.map(({ name }) => [name, limits[name] ?? null]))

export function LimitFields({
  texts,
  wrong,
  legend = 'Limits; empty: those of the policy alone',
  onChange,
}: {
  texts: LimitTexts
  wrong: readonly string[]
  legend?: string
  onChange: (texts: LimitTexts) => void
}) {
  return (
    <fieldset className="field">
      <legend className="mb2">{legend}</legend>
      <div className="two">
        {limitFields.map((f) => (
          <TextField
            key={f.name}
            label={f.label}
            inputMode="numeric"
            value={texts[f.name] ?? ''}
            onChange={(v) => onChange({ ...texts, [f.name]: v })}
            error={wrong.includes(f.name) ? 'A number above zero, or nothing' : null}
          />
        ))}
      </div>
    </fieldset>
  )
}
