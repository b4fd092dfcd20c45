import { useState } from 'react'
import { callOperations, environments } from '../../identity/contract.ts'
import { limitSpecSchema, type LimitName, type LimitSpec } from '../../identity/limits.ts'
import { Button } from '../../design/Button.tsx'
import { Dialog } from '../../design/Dialog.tsx'
import { Check, ErrorSummary, SelectField, TextField } from '../../design/Form.tsx'
import { systemSchema } from '../../features/inventory/contract.ts'
import { routeSchema } from '../../features/policies/contract.ts'
import { versionSchema } from '../../features/registry/contract.ts'
import { call, listOf } from '../api.ts'
import { errorText, useAction, useApi } from '../hooks.ts'
import { newKeySchema } from '../schemas.ts'

const MICRO = 1_000_000
const limitFields: readonly { readonly name: LimitName; readonly label: string }[] = [
  { name: 'requestsPerMinute', label: 'Requests a minute' },
  { name: 'concurrentRequests', label: 'Requests at once' },
  { name: 'tokensPerMinute', label: 'Tokens a minute' },
  { name: 'tokensPerDay', label: 'Tokens a day' },
  { name: 'costPerDayMicroUsd', label: 'Cost a day, USD' },
  { name: 'costPerMonthMicroUsd', label: 'Cost a month, USD' },
]
type LimitTexts = Readonly<Partial<Record<LimitName, string>>>
const isCost = (name: LimitName): boolean => name.endsWith('MicroUsd')

/** The limits that were typed; a field with something else than a number above zero is named. */
function limitsOf(texts: LimitTexts): {
  readonly limits: LimitSpec
  readonly wrong: readonly string[]
} {
  const typed = limitFields.flatMap(({ name }) => {
    const text = (texts[name] ?? '').trim()
    return text === ''
      ? []
      : [[name, isCost(name) ? Math.round(Number(text) * MICRO) : Number(text)] as const]
  })
  const parsed = limitSpecSchema.safeParse(Object.fromEntries(typed))
  return parsed.success
    ? { limits: parsed.data, wrong: [] }
    : { limits: {}, wrong: parsed.error.issues.map((i) => String(i.path[0])) }
}

const toggled = <T extends string>(list: readonly T[], value: T, on: boolean): readonly T[] =>
  on ? [...list, value] : list.filter((v) => v !== value)
const orAll = <T,>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list)

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
  const narrowed = scope.routes.length + scope.models.length + scope.operations.length > 0
  const make = useAction(
    () =>
      call('POST', '/keys', newKeySchema, {
        system,
        environment,
        expiresInDays: Number(days),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(Object.keys(limits).length === 0 ? {} : { limits }),
        ...(narrowed
          ? {
              scope: {
                routes: orAll(scope.routes),
                models: orAll(scope.models),
                operations: orAll(scope.operations),
              },
            }
          : {}),
      }),
    { refresh: ['/keys', '/setup', '/controls'], after: (v) => onMade(v.key) },
  )
  return (
    <Dialog
      wide
      title="Create a key"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={make.busy}
            why={
              system === ''
                ? 'Choose an AI system'
                : wrong.length > 0
                  ? 'A limit is a number above zero, or empty'
                  : null
            }
            onClick={() => make.run(undefined)}
          >
            Create the key
          </Button>
        </>
      }
    >
      <div className="form">
        {make.error === null ? null : <ErrorSummary title={errorText(make.error)} errors={[]} />}
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
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          hint="The caller as lists show it: web-chat"
        />
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
          <SelectField
            label="Expires"
            value={days}
            onChange={setDays}
            options={[
              { value: '7', label: 'in 7 days' },
              { value: '30', label: 'in 30 days' },
              { value: '90', label: 'in 90 days' },
              { value: '365', label: 'in a year' },
            ]}
            hint="Every key expires."
          />
        </div>
        {system === '' ? null : (
          <ScopeFields system={system} environment={environment} scope={scope} onChange={setScope} />
        )}
        <fieldset className="field">
          <legend className="mb2">Limits; empty: those of the policy alone</legend>
          <div className="two">
            {limitFields.map((f) => (
              <TextField
                key={f.name}
                label={f.label}
                inputMode="numeric"
                value={texts[f.name] ?? ''}
                onChange={(v) => setTexts({ ...texts, [f.name]: v })}
                error={wrong.includes(f.name) ? 'A number above zero, or nothing' : null}
              />
            ))}
          </div>
        </fieldset>
      </div>
    </Dialog>
  )
}

type Operation = (typeof callOperations)[number]
type ScopeDraft = {
  readonly routes: readonly string[]
  readonly models: readonly string[]
  readonly operations: readonly Operation[]
}
const wholeDraft: ScopeDraft = { routes: [], models: [], operations: [] }

function ScopeFields({
  system,
  environment,
  scope,
  onChange,
}: {
  system: string
  environment: string
  scope: ScopeDraft
  onChange: (scope: ScopeDraft) => void
}) {
  const routes = useApi('/routes?limit=200', listOf(routeSchema))
  const versions = useApi(`/versions?system=${encodeURIComponent(system)}`, listOf(versionSchema))
  const routeNames = (routes.data?.items ?? [])
    .filter((r) => r.system === system && r.environment === environment)
    .map((r) => r.name)
  const labels = (versions.data?.items ?? [])
    .filter((v) => v.state === 'approved' || v.state === 'deployed')
    .map((v) => v.label)
  return (
    <div className="two">
      <Pick
        legend="Routes; none ticked: all"
        none={`${system} has no route in ${environment}.`}
        values={routeNames}
        picked={scope.routes}
        onChange={(r) => onChange({ ...scope, routes: r })}
      />
      <Pick
        legend="Model versions; none ticked: all"
        none={`${system} has no approved version.`}
        values={labels}
        picked={scope.models}
        onChange={(m) => onChange({ ...scope, models: m })}
      />
      <Pick
        legend="Operations; none ticked: all"
        none=""
        values={callOperations}
        picked={scope.operations}
        onChange={(o) => onChange({ ...scope, operations: o })}
      />
    </div>
  )
}

function Pick<T extends string>({
  legend,
  none,
  values,
  picked,
  onChange,
}: {
  legend: string
  none: string
  values: readonly T[]
  picked: readonly T[]
  onChange: (picked: readonly T[]) => void
}) {
  return (
    <fieldset className="field">
      <legend className="mb2">{legend}</legend>
      {values.length === 0 ? <span className="hint">{none}</span> : null}
      {values.map((v) => (
        <Check
          key={v}
          label={<span className="mono">{v}</span>}
          checked={picked.includes(v)}
          onChange={(on) => onChange(toggled(picked, v, on))}
        />
      ))}
    </fieldset>
  )
}
