import { callOperations, type CallScope } from '../../identity/contract.ts'
import { Check } from '../../design/Form.tsx'
import { routeSchema } from '../../features/policies/contract.ts'
import { versionSchema } from '../../features/registry/contract.ts'
import { listOf } from '../api.ts'
import { useApi } from '../hooks.ts'

type Operation = (typeof callOperations)[number]
export type ScopeDraft = {
  readonly routes: readonly string[]
  readonly models: readonly string[]
  readonly operations: readonly Operation[]
}
export const wholeDraft: ScopeDraft = { routes: [], models: [], operations: [] }

const orAll = <T,>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list)
/** As the API takes it: null is all. */
export const scopeInput = (d: ScopeDraft) => ({
  routes: orAll(d.routes),
  models: orAll(d.models),
  operations: orAll(d.operations),
})
export const isNarrowed = (d: ScopeDraft): boolean =>
  d.routes.length + d.models.length + d.operations.length > 0
export const scopeDraft = (scope: CallScope): ScopeDraft => ({
  routes: scope.routes ?? [],
  models: scope.models ?? [],
  operations: callOperations.filter((o) => scope.operations?.includes(o) ?? false),
})

/** What of its system a caller may reach; nothing ticked is all of it. */
export function ScopeFields({
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
  // What is ticked already stays to be seen, also where it is gone by now.
  const routeNames = joined(
    (routes.data?.items ?? [])
      .filter((r) => r.system === system && r.environment === environment)
      .map((r) => r.name),
    scope.routes,
  )
  const labels = joined(
    (versions.data?.items ?? [])
      .filter((v) => v.state === 'approved' || v.state === 'deployed')
      .map((v) => v.label),
    scope.models,
  )
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

export function Pick<T extends string>({
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

const joined = (known: readonly string[], ticked: readonly string[]): readonly string[] => [
  ...new Set([...known, ...ticked]),
]
const toggled = <T extends string>(list: readonly T[], value: T, on: boolean): readonly T[] =>
  on ? [...list, value] : list.filter((v) => v !== value)
