import { useState } from 'react'
import {
  boundsInWords,
  choicesOf,
  fieldsOf,
  resolved,
  typeInWords,
  type ApiDocument,
  type Field,
  type SchemaNode,
} from './api-reference.ts'

/** A schema as a list of fields that unfold. What is inside is drawn when it is opened, so a schema may contain itself. */
export function SchemaTree({ document, schema }: { document: ApiDocument; schema: SchemaNode }) {
  const node = resolved(document, schema)
  const fields = fieldsOf(document, schema)
  const choices = choicesOf(node)
  if (choices.length > 1)
    return (
      <ul className="schema">
        {choices.map((choice, i) => (
          <li key={i}>
            <span className="t2 sm">either</span> <span className="mono sm">{typeInWords(choice)}</span>
            <SchemaTree document={document} schema={choice} />
          </li>
        ))}
      </ul>
    )
  if (fields.length === 0)
    return (
      <p className="mono sm">
        {typeInWords(node)}
        <Bounds schema={node} />
      </p>
    )
  return (
    <ul className="schema">
      {fields.map((field) => (
        <FieldItem key={field.name} document={document} field={field} />
      ))}
    </ul>
  )
}

function FieldItem({ document, field }: { document: ApiDocument; field: Field }) {
  const [open, setOpen] = useState(false)
  const words = field.schema['description']
  const line = (
    <>
      <b className="mono any">{field.name}</b>{' '}
      <span className="mono sm t2 any">{typeInWords(field.schema)}</span>
      {field.required ? null : <span className="t3 sm"> · optional</span>}
      <Bounds schema={field.schema} />
      {typeof words === 'string' ? <span className="t2 sm any"> {words}</span> : null}
    </>
  )
  const inside =
    fieldsOf(document, field.schema).length > 0 ||
    choicesOf(resolved(document, field.schema)).some((choice) => fieldsOf(document, choice).length > 0)
  if (!inside) return <li>{line}</li>
  return (
    <li>
      <details onToggle={(e) => setOpen(e.currentTarget.open)}>
        <summary>{line}</summary>
        {open ? <SchemaTree document={document} schema={field.schema} /> : null}
      </details>
    </li>
  )
}

function Bounds({ schema }: { schema: SchemaNode }) {
  const words = boundsInWords(schema)
  return words === '' ? null : <span className="t3 sm any"> · {words}</span>
}
