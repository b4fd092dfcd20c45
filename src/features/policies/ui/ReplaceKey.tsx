import { useState } from 'react'
import { anything, call } from '../../../console/api.ts'
import { FormDialog } from '../../../console/FormDialog.tsx'
import { useAction } from '../../../console/hooks.ts'
import { TextField } from '../../../design/Form.tsx'

/** A new secret for something that stays what it is: the API takes the same particulars with another key. */
export function ReplaceKey({
  name,
  hint,
  path,
  particulars,
  onClose,
}: {
  name: string
  hint: string
  path: '/upstreams' | '/external-detectors'
  particulars: object
  onClose: () => void
}) {
  const [key, setKey] = useState('')
  const save = useAction(() => call('POST', path, anything, { ...particulars, key }), {
    refresh: [path],
    say: () => `The key of ${name} is replaced; the next call uses the new one.`,
    after: onClose,
  })
  return (
    <FormDialog
      title={`Replace the key of ${name}`}
      action="Replace the key"
      act={save}
      why={key === '' ? 'Paste the new key' : null}
      onClose={onClose}
      onRun={() => save.run(undefined)}
    >
      <TextField
        label="New key"
        type="password"
        value={key}
        onChange={setKey}
        hint={`${hint} Sealed with the installation’s key; shown to nobody, in no log.`.trim()}
        autoFocus
      />
      <p className="t3 sm">
        The old key is forgotten here at once. Revoke it at the provider after the first call with the new one
        succeeded.
      </p>
    </FormDialog>
  )
}
