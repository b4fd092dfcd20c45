import { listOf } from '../../../console/api.ts'
import { useApi } from '../../../console/hooks.ts'
import { IconButton } from '../../../design/Button.tsx'
import { SelectField } from '../../../design/Form.tsx'
import { versionSchema } from '../../registry/contract.ts'

const targetsMax = 8

/** Versions that answer, in order: the first is asked first, the others when it fails. */
export function TargetsField({
  system,
  targets,
  onChange,
}: {
  system: string
  targets: readonly string[]
  onChange: (targets: readonly string[]) => void
}) {
  const versions = useApi(`/versions?system=${encodeURIComponent(system)}`, listOf(versionSchema))
  const free = (versions.data?.items ?? []).filter(
    (v) => (v.state === 'deployed' || v.state === 'approved') && !targets.includes(v.label),
  )
  const idle = (label: string): boolean =>
    versions.data?.items.some((v) => v.label === label && v.state !== 'deployed') ?? false
  const swapped = (i: number): readonly string[] =>
    targets.map((t, k) => (k === i ? targets[i - 1] : k === i - 1 ? targets[i] : t) ?? t)
  return (
    <fieldset className="field">
      <legend className="mb2">Versions that answer, in order</legend>
      {targets.length === 0 ? null : (
        <ol className="bare rules mb2">
          {targets.map((label, i) => (
            <li key={label} className="rule">
              <span className="t3 sm">{i + 1}</span>
              <span className="mono grow">{label}</span>
              <span className={`sm ${idle(label) ? 'warn' : 't3'}`}>
                {idle(label)
                  ? 'not deployed: passed over'
                  : i === 0
                    ? 'asked first'
                    : 'when those before fail'}
              </span>
              {i === 0 ? null : (
                <IconButton icon="up" label={`${label} earlier`} onClick={() => onChange(swapped(i))} />
              )}
              <IconButton
                icon="x"
                label={`Remove ${label}`}
                onClick={() => onChange(targets.filter((t) => t !== label))}
              />
            </li>
          ))}
        </ol>
      )}
      {versions.data !== undefined && free.length === 0 && targets.length === 0 ? (
        <span className="hint">
          No approved version yet. <a href={`/models?system=${system}`}>Register one</a>.
        </span>
      ) : free.length === 0 || targets.length >= targetsMax ? null : (
        <SelectField
          label="Add a version"
          value=""
          onChange={(v) => {
            if (v !== '') onChange([...targets, v])
          }}
          options={[
            { value: '', label: 'Choose' },
            ...free.map((v) => ({
              value: v.label,
              label: v.state === 'deployed' ? v.label : `${v.label}, not deployed`,
            })),
          ]}
        />
      )}
    </fieldset>
  )
}
