import { useState } from 'react'
import { environments } from '../../identity/contract.ts'
import { SelectField, TextField } from '../../design/Form.tsx'
import { systemSchema } from '../../features/inventory/contract.ts'
import { call, listOf } from '../api.ts'
import { FormDialog } from '../FormDialog.tsx'
import { useAction, useApi } from '../hooks.ts'
import { newKeySchema } from '../schemas.ts'
import { ExpiresField } from './credential-columns.tsx'
import { LimitFields, limitsOf, type LimitTexts } from '../LimitFields.tsx'
import { isNarrowed, ScopeFields, scopeInput, wholeDraft, type ScopeDraft } from './ScopeFields.tsx'

/** A key of one system: what it may reach, how much, and until when. */
export function NewKey({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const systems = useApi('/systems?limit=100', listOf(systemSchema))
  const [system, setSystem] = useState('')
  const [name, setName] = useState('')
  const [environment, setEnvironment] = useState<(typeof environments)[number]>('development')
  const [days, setDays] = useState('90')
  const [scope, setScope] = useState<ScopeDraft>(wholeDraft)
  const [texts, setTexts] = useState<LimitTexts>({})
  const { limits, wrong } = limitsOf(texts)
  const make = useAction(
    () =>
      call('POST', '/keys', newKeySchema, {
        system,
        environment,
        expiresInDays: Number(days),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(Object.keys(limits).length === 0 ? {} : { limits }),
        ...(isNarrowed(scope) ? { scope: scopeInput(scope) } : {}),
      }),
    { refresh: ['/keys', '/setup', '/controls'], after: (v) => onMade(v.key) },
  )
  return (
    <FormDialog
      wide
      title="Create a key"
      action="Create the key"
      act={make}
      why={
        system === ''
          ? 'Choose an AI system'
          : wrong.length > 0
            ? 'A limit is a number above zero, or empty'
            : null
      }
      onClose={onClose}
      onRun={() => make.run(undefined)}
    >
      <SelectField
        label="AI system"
        value={system}
        onChange={(v) => {
          setSystem(v)
          setScope(wholeDraft)
          const found = systems.data?.items.find((s) => s.name === v)
          if (found !== undefined) setEnvironment(found.environment)
        }}
        options={[
          { value: '', label: 'Choose' },
          ...(systems.data?.items ?? [])
            .filter((s) => s.state === 'active')
            .map((s) => ({ value: s.name, label: s.title || s.name })),
        ]}
      />
      <TextField label="Name" value={name} onChange={setName} hint="The caller as lists show it: web-chat" />
      <div className="two">
        <SelectField
          label="Environment"
          value={environment}
          onChange={(v) => {
            setEnvironment(v)
            setScope({ ...scope, routes: [] })
          }}
          options={environments.map((e) => ({ value: e, label: e }))}
        />
        <ExpiresField value={days} onChange={setDays} hint="Every key expires." />
      </div>
      {system === '' ? null : (
        <ScopeFields system={system} environment={environment} scope={scope} onChange={setScope} />
      )}
      <LimitFields texts={texts} wrong={wrong} onChange={setTexts} />
    </FormDialog>
  )
}
