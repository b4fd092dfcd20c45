import { useId, type ReactNode } from 'react'
import { Glyph } from './Status.tsx'

export type FieldError = { readonly field: string; readonly message: string }
type Base = { label: ReactNode; hint?: ReactNode; error?: string | null; id?: string }

function Wrap({ id, label, hint, error, children }: Base & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint === undefined ? null : (
        <span className="hint" id={`${id}-h`}>
          {hint}
        </span>
      )}
      {error ? (
        <span className="err" id={`${id}-e`}>
          <Glyph kind="fail" />
          <span>{error}</span>
        </span>
      ) : null}
    </div>
  )
}
const described = (
  id: string,
  hint: ReactNode,
  error: string | null | undefined,
): { 'aria-describedby'?: string; 'aria-invalid'?: true } => {
  const ids = [hint === undefined ? '' : `${id}-h`, error ? `${id}-e` : ''].filter(Boolean).join(' ')
  return {
    ...(ids === '' ? {} : { 'aria-describedby': ids }),
    ...(error ? { 'aria-invalid': true as const } : {}),
  }
}

export function TextField({
  label,
  hint,
  error,
  id: given,
  value,
  onChange,
  type = 'text',
  autoComplete = 'off',
  placeholder,
  required,
  multiline = false,
  code = false,
  autoFocus,
  inputMode,
  list,
}: Base & {
  value: string
  onChange: (value: string) => void
  type?: 'text' | 'email' | 'password' | 'number' | 'datetime-local' | 'date'
  autoComplete?: string
  placeholder?: string
  required?: boolean
  multiline?: boolean
  code?: boolean
  autoFocus?: boolean
  inputMode?: 'numeric'
  list?: readonly string[]
}) {
  const own = useId()
  const id = given ?? own
  const props = {
    id,
    className: `inp${code ? ' code' : ''}`,
    value,
    placeholder,
    required,
    ...described(id, hint, error),
  }
  return (
    <Wrap id={id} label={label} hint={hint} error={error}>
      {multiline ? (
        <textarea {...props} onChange={(e) => onChange(e.target.value)} />
      ) : (
        <input
          {...props}
          type={type}
          autoComplete={autoComplete}
          spellCheck={false}
          inputMode={inputMode}
          autoFocus={autoFocus}
          list={list === undefined ? undefined : `${id}-l`}
          onChange={(e) => onChange(e.target.value)}
        />
      )}
      {list === undefined ? null : (
        <datalist id={`${id}-l`}>
          {list.map((v) => (
            <option key={v} value={v} />
          ))}
        </datalist>
      )}
    </Wrap>
  )
}
export function SelectField<T extends string>({
  label,
  hint,
  error,
  id: given,
  value,
  options,
  onChange,
}: Base & {
  value: T
  options: readonly { readonly value: T; readonly label: string }[]
  onChange: (value: T) => void
}) {
  const own = useId()
  const id = given ?? own
  return (
    <Wrap id={id} label={label} hint={hint} error={error}>
      <select
        id={id}
        className="inp"
        value={value}
        {...described(id, hint, error)}
        onChange={(e) => {
          const found = options.find((o) => o.value === e.target.value)
          if (found !== undefined) onChange(found.value)
        }}
      >
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
    </Wrap>
  )
}
export function Check({
  label,
  checked,
  onChange,
  hint,
}: {
  label: ReactNode
  checked: boolean
  onChange: (on: boolean) => void
  hint?: ReactNode
}) {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} onChange={(e) => onChange(e.target.checked)} />
      <span>
        {label}
        {hint === undefined ? null : <span className="t3 sm"> {hint}</span>}
      </span>
    </label>
  )
}
export function Choices<T extends string>({
  legend,
  value,
  options,
  onChange,
}: {
  legend: string
  value: T
  options: readonly { readonly value: T; readonly label: ReactNode; readonly hint?: ReactNode }[]
  onChange: (value: T) => void
}) {
  const name = useId()
  return (
    <fieldset className="field">
      <legend className="mb2">{legend}</legend>
      {options.map((o) => (
        <label className="check" key={o.value}>
          <input type="radio" name={name} checked={value === o.value} onChange={() => onChange(o.value)} />
          <span>
            {o.label}
            {o.hint === undefined ? null : (
              <span className="t3 sm">
                <br />
                {o.hint}
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
/** What is wrong, above the form, each with a link to its field; nothing typed is lost. */
export function ErrorSummary({ title, errors }: { title: string; errors: readonly FieldError[] }) {
  return (
    <div className="summary-err" role="alert">
      <b>{title}</b>
      {errors.length === 0 ? null : (
        <ul>
          {errors.map((e) => (
            <li key={e.field}>
              <a href={`#${e.field}`}>{e.message}</a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
