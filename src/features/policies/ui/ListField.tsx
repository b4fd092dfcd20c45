import { useState } from 'react'
import { TextField } from '../../../design/Form.tsx'

/** A list as text, one entry a line or with commas between them. What is being written stays as it is written. */
export function ListField({
  label,
  hint,
  value,
  lines = false,
  onChange,
}: {
  label: string
  hint: string
  value: readonly string[]
  lines?: boolean
  onChange: (entries: string[]) => void
}) {
  const [text, setText] = useState(value.join(lines ? '\n' : ', '))
  return (
    <TextField
      multiline={lines}
      code={lines}
      label={label}
      hint={hint}
      value={text}
      onChange={(t) => {
        setText(t)
        onChange(
          t
            .split(lines ? '\n' : ',')
            .map((entry) => entry.trim())
            .filter((entry) => entry !== ''),
        )
      }}
    />
  )
}
