import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Icon } from './Icon.tsx'

/** The filter as text, the same grammar as the command line. Enter applies; `/` comes here. An error shows its place with a caret. */
export function QueryBox({
  value,
  onApply,
  hint,
  placeholder,
  error,
}: {
  value: string
  onApply: (q: string) => void
  hint?: ReactNode
  placeholder: string
  error?: { readonly at: number | null; readonly message: string } | null
}) {
  const [text, setText] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => setText(value), [value])
  return (
    <div>
      <form
        className={`query${error ? ' bad-query' : ''}`}
        role="search"
        onSubmit={(e) => {
          e.preventDefault()
          onApply(text.trim())
        }}
      >
        <Icon name="filter" size={15} />
        <input
          ref={input}
          data-query-box
          aria-label="Filter"
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? 'query-error' : undefined}
          value={text}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          onChange={(e) => setText(e.target.value)}
          onKeyDown={(e) => {
            if (e.key === 'Escape') {
              setText(value)
              input.current?.blur()
            }
          }}
        />
        {hint === undefined ? null : <span className="t3 sm nw wide-only">{hint}</span>}
      </form>
      {error ? (
        <div id="query-error" role="alert">
          {error.at === null ? null : (
            <div className="caret-line" aria-hidden="true">{`${' '.repeat(error.at)}^`}</div>
          )}
          <div className="bad mt1">{error.message}</div>
        </div>
      ) : null}
    </div>
  )
}

export function Chip({
  children,
  onRemove,
  label,
}: {
  children: ReactNode
  onRemove: () => void
  label: string
}) {
  return (
    <button type="button" className="chip on" onClick={onRemove} aria-label={`Remove filter ${label}`}>
      {children}
      <span className="x" aria-hidden="true">
        ✕
      </span>
    </button>
  )
}

export type FacetValue = {
  readonly value: string
  readonly label: ReactNode
  readonly count: number
  readonly on: boolean
}
/** One field's values with counts of the same query; ticking rewrites the filter. */
export function Facet({
  title,
  values,
  onToggle,
}: {
  title: string
  values: readonly FacetValue[]
  onToggle: (value: string, on: boolean) => void
}) {
  return (
    <div className="facet">
      <fieldset>
        <legend>{title}</legend>
        {values.map((v) => (
          <label key={v.value}>
            <input type="checkbox" checked={v.on} onChange={(e) => onToggle(v.value, e.target.checked)} />
            {v.label}
            <span className="n">{v.count.toLocaleString('en-US')}</span>
          </label>
        ))}
      </fieldset>
    </div>
  )
}
