import { useState } from 'react'
import { LimitFields, limitsOf, limitTexts } from '../../../console/LimitFields.tsx'
import { SelectField } from '../../../design/Form.tsx'
import { plural } from '../../../design/format.ts'
import { setLimits, type LimitSpec } from '../../../identity/limits.ts'
import type { PolicySpec } from '../contract.ts'

const kinds = [
  { value: 'limits', label: 'all calls of each route together' },
  { value: 'userLimits', label: 'each end user of the AI system' },
  { value: 'systemLimits', label: 'the AI system over all its routes' },
  { value: 'modelLimits', label: 'each model behind it' },
] as const
type Kind = (typeof kinds)[number]['value']

/** How much may be asked, one subject at a time; what is set elsewhere is told in its name. */
export function PolicyLimits({ spec, onChange }: { spec: PolicySpec; onChange: (s: PolicySpec) => void }) {
  const [kind, setKind] = useState<Kind>('limits')
  const n = (k: Kind): number => setLimits(spec[k] ?? {}).length
  const total = kinds.reduce((sum, k) => sum + n(k.value), 0)
  // As it was found: it must not close while its last field is emptied.
  const [unfolded] = useState(total > 0)
  return (
    <details className="fold" open={unfolded}>
      <summary>
        Limits{' '}
        <span className="t3 light">
          {total === 0 ? 'none is set' : `${total} set; beyond one, calls are refused with 429`}
        </span>
      </summary>
      <SelectField
        label="Of"
        value={kind}
        onChange={setKind}
        options={kinds.map((k) => ({
          value: k.value,
          label: n(k.value) === 0 ? k.label : `${k.label} (${plural(n(k.value), 'limit')})`,
        }))}
      />
      <Fields
        key={kind}
        of={kinds.find((k) => k.value === kind)?.label ?? ''}
        limits={spec[kind] ?? {}}
        onChange={(limits) => onChange(withLimits(spec, kind, limits))}
      />
    </details>
  )
}

function Fields({
  of,
  limits,
  onChange,
}: {
  of: string
  limits: LimitSpec
  onChange: (limits: LimitSpec) => void
}) {
  const [texts, setTexts] = useState(() => limitTexts(limits))
  return (
    <div className="mt2">
      <LimitFields
        legend={`Limits of ${of}; empty: none`}
        texts={texts}
        wrong={limitsOf(texts).wrong}
        onChange={(next) => {
          setTexts(next)
          const read = limitsOf(next)
          if (read.wrong.length === 0) onChange(read.limits)
        }}
      />
    </div>
  )
}

function withLimits(spec: PolicySpec, kind: Kind, limits: LimitSpec): PolicySpec {
  if (kind === 'limits') {
    const { bodyBytesMax } = spec.limits
    return {
      ...spec,
      limits: {
        ...Object.fromEntries(setLimits(limits).map(({ name, max }) => [name, max])),
        requestsPerMinute: limits.requestsPerMinute ?? null,
        tokensPerDay: limits.tokensPerDay ?? null,
        bodyBytesMax,
      },
    }
  }
  const { [kind]: _gone, ...bare } = spec
  return setLimits(limits).length === 0 ? bare : { ...bare, [kind]: limits }
}
