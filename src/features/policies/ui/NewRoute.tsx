import { useState } from 'react'
import { anything, call, listOf } from '../../../console/api.ts'
import { FormDialog } from '../../../console/FormDialog.tsx'
import { useAction, useApi } from '../../../console/hooks.ts'
import { Check, SelectField, TextField } from '../../../design/Form.tsx'
import { environments } from '../../../identity/contract.ts'
import { systemSchema } from '../../inventory/contract.ts'
import { policySchema } from '../contract.ts'
import { TargetsField } from './TargetsField.tsx'

export function NewRoute({ onClose }: { onClose: () => void }) {
  const systems = useApi('/systems?limit=100', listOf(systemSchema))
  const policies = useApi('/policies', listOf(policySchema))
  const [name, setName] = useState('')
  const [system, setSystem] = useState('')
  const [policy, setPolicy] = useState('')
  const [environment, setEnvironment] = useState<(typeof environments)[number]>('development')
  const [targets, setTargets] = useState<readonly string[]>([])
  const [regulated, setRegulated] = useState(true)
  const make = useAction(
    () => call('POST', '/routes', anything, { name, system, environment, policy, targets, regulated }),
    {
      refresh: ['/routes', '/policies', '/systems'],
      say: () => `Route ${name} is open.`,
      after: onClose,
    },
  )
  const missing = name === '' || system === '' || policy === '' || targets.length === 0
  return (
    <FormDialog
      title="New route"
      action="Create the route"
      act={make}
      why={missing ? 'Fill in name, system, policy and at least one version' : null}
      onClose={onClose}
      onRun={() => make.run(undefined)}
    >
      <TextField
        label="Model name"
        code
        value={name}
        onChange={setName}
        hint="What clients send as model, for example chat."
        autoFocus
      />
      <SelectField
        label="AI system"
        value={system}
        onChange={(v) => {
          setSystem(v)
          setTargets([])
          const found = systems.data?.items.find((s) => s.name === v)
          if (found !== undefined) setEnvironment(found.environment)
        }}
        options={[
          { value: '', label: 'Choose' },
          ...(systems.data?.items ?? []).map((s) => ({ value: s.name, label: s.title || s.name })),
        ]}
      />
      <SelectField
        label="Policy"
        value={policy}
        onChange={setPolicy}
        options={[
          { value: '', label: 'Choose' },
          ...(policies.data?.items ?? []).map((p) => ({ value: p.name, label: `${p.name}, ${p.mode}` })),
        ]}
      />
      <SelectField
        label="Environment"
        value={environment}
        onChange={setEnvironment}
        options={environments.map((e) => ({ value: e, label: e }))}
      />
      {system === '' ? (
        <p className="t3 sm">Versions that answer are chosen once the system is.</p>
      ) : (
        <TargetsField system={system} targets={targets} onChange={setTargets} />
      )}
      <Check
        label="Evidence must be recorded, or the call is refused"
        checked={regulated}
        onChange={setRegulated}
      />
    </FormDialog>
  )
}
