import { useState } from 'react'
import { changedKeySchema, wholeScope, type VirtualKey } from '../../identity/contract.ts'
import { TextField } from '../../design/Form.tsx'
import { call } from '../api.ts'
import { FormDialog } from '../FormDialog.tsx'
import { useAction } from '../hooks.ts'
import { allLimits, LimitFields, limitsOf, limitTexts } from '../LimitFields.tsx'
import { scopeDraft, ScopeFields, scopeInput } from './ScopeFields.tsx'

/** What a key may reach and how much, after its creation. The secret stays the same. */
export function EditKey({ of, onClose }: { of: VirtualKey; onClose: () => void }) {
  const [name, setName] = useState(of.name)
  const [scope, setScope] = useState(() => scopeDraft(of.scope ?? wholeScope))
  const [texts, setTexts] = useState(() => limitTexts(of.limits))
  const [reason, setReason] = useState('')
  const { limits, wrong } = limitsOf(texts)
  const save = useAction(
    () =>
      call('PATCH', `/keys/${of.id}`, changedKeySchema, {
        ...(name.trim() === of.name || name.trim() === '' ? {} : { name: name.trim() }),
        limits: allLimits(limits),
        scope: scopeInput(scope),
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      }),
    {
      refresh: ['/keys', '/controls'],
      say: ({ changes }) =>
        changes.length === 0
          ? 'Nothing was different.'
          : `${name.trim() || of.prefix} is changed: the gateway obeys it from its next calls on.`,
      after: onClose,
    },
  )
  return (
    <FormDialog
      wide
      title={`Change ${of.name || of.prefix}`}
      action="Save the key"
      act={save}
      why={wrong.length > 0 ? 'A limit is a number above zero, or empty' : null}
      onClose={onClose}
      onRun={() => save.run(undefined)}
    >
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        hint={`A key of ${of.system} in ${of.environment}; that, its secret and its end stay.`}
      />
      <ScopeFields system={of.system} environment={of.environment} scope={scope} onChange={setScope} />
      <LimitFields texts={texts} wrong={wrong} onChange={setTexts} />
      <TextField
        label="Reason"
        value={reason}
        onChange={setReason}
        hint="Optional; goes into the ledger with the change."
      />
    </FormDialog>
  )
}
