import type { ReactNode } from 'react'
import { read, toggle, valuesOf } from '../../../console/filter.ts'
import { guardWords } from '../../../console/guard-words.ts'
import { Facet } from '../../../design/Query.tsx'
import { LedgerSeal, VerdictGlyph, verdictWord } from '../../../design/Status.tsx'
import { callVerdicts, type CallFacets } from '../contract.ts'

const titles: Readonly<Record<CallFacets['facets'][number]['field'], string>> = {
  verdict: 'Verdict',
  system: 'AI system',
  guard: 'Guardrail',
  version: 'Model version',
  key: 'Caller',
  ledger: 'Ledger',
}
const verdictNames: Readonly<Record<string, string>> = {
  flagged: 'Flagged (observe)',
  refused: 'Refused 401, 403, 429',
  failed: 'Failed upstream',
  cut: 'Cut mid-stream',
  unknown: 'Unknown outcome',
}
/** Each field's values with their counts; ticking one rewrites the filter. */
export function Facets({ q, data, onApply }: { q: string; data: CallFacets; onApply: (q: string) => void }) {
  const { terms } = read(q)
  return (
    <>
      {data.facets
        .filter((f) => f.values.length > 0)
        .map((f) => {
          const on = valuesOf(terms, f.field)
          return (
            <Facet
              key={f.field}
              title={titles[f.field]}
              onToggle={(value, checked) => onApply(toggle(q, f.field, value, checked))}
              values={inOrder(f.field, f.values).map((v) => ({
                value: v.value,
                count: v.count,
                on: on.includes(v.value),
                label: facetLabel(f.field, v.value),
              }))}
            />
          )
        })}
    </>
  )
}
/** Verdicts and ledger states stand in their own order, so that ticking one moves nothing; the rest by count. */
function inOrder(
  field: string,
  values: CallFacets['facets'][number]['values'],
): CallFacets['facets'][number]['values'] {
  const order: readonly string[] =
    field === 'verdict' ? callVerdicts : field === 'ledger' ? ['published', 'sequenced', 'pending'] : []
  return order.length === 0
    ? values
    : values.toSorted((a, b) => order.indexOf(a.value) - order.indexOf(b.value))
}
function facetLabel(field: string, value: string): ReactNode {
  const verdict = callVerdicts.find((v) => v === value)
  if (field === 'verdict' && verdict !== undefined)
    return (
      <>
        <VerdictGlyph kind={verdict} />
        <span className="ell">{verdictNames[verdict] ?? verdictWord(verdict)}</span>
      </>
    )
  if (field === 'ledger' && (value === 'pending' || value === 'sequenced' || value === 'published'))
    return <LedgerSeal state={value} index={null} />
  return (
    <span className={`ell${field === 'version' ? ' mono' : ''}`} title={value}>
      {value === '' ? 'none' : field === 'guard' ? guardWords(value) : value}
    </span>
  )
}
