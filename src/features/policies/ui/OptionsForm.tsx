import { useState } from 'react'
import { TextField } from '../../../design/Form.tsx'
import type { GuardOptions, PolicySpec } from '../contract.ts'
import { ListField } from './ListField.tsx'

const NONE: GuardOptions = { canaries: [], allowHosts: [], packages: [] }

/** What single guards need to know; a field is shown where a rule uses it, or where it holds something already. */
export function OptionsForm({ spec, onChange }: { spec: PolicySpec; onChange: (s: PolicySpec) => void }) {
  const options = spec.options ?? NONE
  const given =
    options.canaries.length + options.allowHosts.length + options.packages.length > 0 ||
    options.schema !== undefined
  // Open where something is set or a rule that needs it was just added; it must not close while its last field is emptied.
  const [unfolded] = useState(given)
  const uses = (...guards: string[]): boolean => spec.output.some((r) => guards.includes(r.guard))
  const set = (patch: Partial<GuardOptions>): void => {
    const next = { ...options, ...patch }
    const empty =
      next.canaries.length + next.allowHosts.length + next.packages.length === 0 && next.schema === undefined
    const { options: _gone, ...bare } = spec
    onChange(empty ? bare : { ...bare, options: next })
  }
  const fields = [
    uses('leak') || options.canaries.length > 0 ? (
      <ListField
        lines
        key="canaries"
        label="Canaries"
        hint="One a line: strings that must never appear in an answer. Readers of this policy see them: make them up."
        value={options.canaries}
        onChange={(canaries) => set({ canaries })}
      />
    ) : null,
    uses('exfiltration', 'citations') || options.allowHosts.length > 0 ? (
      <ListField
        lines
        key="hosts"
        label="Allowed hosts"
        hint="One a line: example.com, or *.example.com for those below it."
        value={options.allowHosts}
        onChange={(allowHosts) => set({ allowHosts })}
      />
    ) : null,
    uses('citations') || options.packages.length > 0 ? (
      <ListField
        lines
        key="packages"
        label="Known packages"
        hint="One a line: your own packages, so that they are not called unknown."
        value={options.packages}
        onChange={(packages) => set({ packages })}
      />
    ) : null,
    uses('schema') || options.schema !== undefined ? (
      <Schema key="schema" value={options.schema} onChange={(schema) => set({ schema })} />
    ) : null,
  ].filter((f) => f !== null)
  const [was] = useState(fields.length)
  if (fields.length === 0) return null
  return (
    <details className="fold" open={unfolded || fields.length > was}>
      <summary>
        What these guards need to know <span className="t3 light">{given ? '' : 'nothing is set'}</span>
      </summary>
      <div className="col g3">{fields}</div>
    </details>
  )
}

function Schema({
  value,
  onChange,
}: {
  value: GuardOptions['schema']
  onChange: (schema: GuardOptions['schema']) => void
}) {
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value, null, 2))
  const [error, setError] = useState<string | null>(null)
  return (
    <TextField
      multiline
      code
      label="JSON Schema of every answer"
      hint="Empty: the schema that a request asks for itself."
      error={error}
      value={text}
      onChange={(t) => {
        setText(t)
        const read = t.trim() === '' ? { schema: undefined } : schemaOf(t)
        setError(read === null ? 'this is not a JSON object: the last one that was stays' : null)
        if (read !== null) onChange(read.schema)
      }}
    />
  )
}

function schemaOf(text: string): { readonly schema: Record<string, unknown> } | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { schema: Object.fromEntries(Object.entries(value)) }
      : null
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
}
