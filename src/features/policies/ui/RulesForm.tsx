import { Button } from '../../../design/Button.tsx'
import { Choices } from '../../../design/Form.tsx'
import { Icon } from '../../../design/Icon.tsx'
import type { GuardRule, PolicySpec } from '../contract.ts'
import { ExceptionsForm } from './ExceptionsForm.tsx'
import { OptionsForm } from './OptionsForm.tsx'
import { PolicyLimits } from './PolicyLimits.tsx'
import { guardWords } from '../../../console/guard-words.ts'

/** An external detector needs a name: it is added in the YAML. */
const guardsOf = {
  Input: ['injection', 'secrets', 'pii', 'unsafe'],
  Output: [
    'injection',
    'secrets',
    'pii',
    'leak',
    'echo',
    'unsafe',
    'schema',
    'grounded',
    'citations',
    'code',
    'exfiltration',
  ],
} as const satisfies Record<string, readonly GuardRule['guard'][]>
const modes = ['observe', 'enforce'] as const
const actionsOf = (guard: GuardRule['guard'], side: keyof typeof guardsOf): readonly GuardRule['action'][] =>
  guard === 'schema'
    ? ['flag', 'repair', 'block']
    : guard === 'pii' && side === 'Input'
      ? ['flag', 'mask', 'tokenise', 'block']
      : ['flag', 'mask', 'block']
const firstAction = (guard: GuardRule['guard']): GuardRule['action'] =>
  guard === 'pii' ? 'mask' : guard === 'grounded' || guard === 'citations' ? 'flag' : 'block'

/** The same object as the YAML, field by field. */
export function RulesForm({
  spec,
  locked,
  onChange,
}: {
  spec: PolicySpec
  locked: boolean
  onChange: (s: PolicySpec) => void
}) {
  return (
    <fieldset disabled={locked} className="form bare-set">
      <Side
        title="Input"
        sub="before the model is called"
        rules={spec.input}
        onChange={(input) => onChange({ ...spec, input })}
      />
      <Side
        title="Output"
        sub="before the caller reads it"
        rules={spec.output}
        onChange={(output) => onChange({ ...spec, output })}
      />
      <OptionsForm spec={spec} onChange={onChange} />
      <ExceptionsForm spec={spec} onChange={onChange} />
      <PolicyLimits spec={spec} onChange={onChange} />
      <div className="two">
        <Choices
          legend="When a guard itself fails"
          value={spec.onGuardError}
          onChange={(onGuardError) => onChange({ ...spec, onGuardError })}
          options={[
            { value: 'block', label: 'Block the call' },
            { value: 'allow', label: 'Let it pass, and record it' },
          ]}
        />
        <Choices
          legend="Text that is kept"
          value={spec.logging}
          onChange={(logging) => onChange({ ...spec, logging })}
          options={[
            { value: 'full', label: 'Original, sealed' },
            { value: 'redacted', label: 'Redacted only' },
            { value: 'metadata', label: 'None: metadata only' },
          ]}
        />
      </div>
    </fieldset>
  )
}

function Side({
  title,
  sub,
  rules,
  onChange,
}: {
  title: keyof typeof guardsOf
  sub: string
  rules: readonly GuardRule[]
  onChange: (rules: GuardRule[]) => void
}) {
  const set = (i: number, patch: Partial<GuardRule>): void =>
    onChange(rules.map((r, k) => (k === i ? { ...r, ...patch } : r)))
  const free = guardsOf[title].filter((g) => !rules.some((r) => r.guard === g))
  return (
    <div>
      <h3 className="sm b mb2">
        {title} <span className="t3 light">{sub}</span>
      </h3>
      {rules.length === 0 ? (
        <p className="t3 mb2">No guard runs here.</p>
      ) : (
        <ul className="bare rules">
          {rules.map((r, i) => {
            const name = `${title}, ${guardWords(r.guard)}`
            return (
              <li key={`${r.guard}-${i}`} className="rule">
                <span className="m rule-name">
                  {guardWords(r.guard)}
                  {r.detector === undefined ? null : <span className="t3 sm mono"> {r.detector}</span>}
                  {r.types === undefined ? null : <span className="t3 sm"> only {r.types.join(', ')}</span>}
                </span>
                <button
                  type="button"
                  className="iconbtn"
                  aria-label={`Remove ${name}`}
                  onClick={() => onChange(rules.filter((_, k) => k !== i))}
                >
                  <Icon name="x" size={14} />
                </button>
                <span className="rule-does">
                  <span className="seg" role="group" aria-label={`${name}: mode`}>
                    {modes.map((m) => (
                      <button
                        type="button"
                        key={m}
                        aria-pressed={r.mode === m}
                        onClick={() => set(i, { mode: m })}
                      >
                        {m === 'observe' ? 'Observe' : 'Enforce'}
                      </button>
                    ))}
                  </span>
                  <select
                    className="inp tiny"
                    aria-label={`${name}: action`}
                    value={r.action}
                    onChange={(e) => {
                      const a = actionsOf(r.guard, title).find((x) => x === e.target.value)
                      if (a !== undefined) set(i, { action: a })
                    }}
                  >
                    {actionsOf(r.guard, title).map((a) => (
                      <option key={a} value={a}>
                        {a}
                      </option>
                    ))}
                  </select>
                  <label className="row g1 sm t2">
                    from{' '}
                    <input
                      className="inp tiny num-in"
                      type="number"
                      min={0}
                      max={1}
                      step={0.05}
                      aria-label={`${name}: score from`}
                      value={r.threshold}
                      onChange={(e) => {
                        const n = Number(e.target.value)
                        if (e.target.value !== '' && n >= 0 && n <= 1) set(i, { threshold: n })
                      }}
                    />
                  </label>
                  <label className="row g1 sm t3">
                    flag from{' '}
                    <input
                      className="inp tiny num-in"
                      type="number"
                      min={0}
                      max={1}
                      step={0.05}
                      placeholder="none"
                      aria-label={`${name}: flag from`}
                      value={r.flagFrom ?? ''}
                      onChange={(e) => {
                        const n = e.target.value === '' ? undefined : Number(e.target.value)
                        if (n === undefined || (n >= 0 && n <= 1)) set(i, { flagFrom: n })
                      }}
                    />
                  </label>
                </span>
              </li>
            )
          })}
        </ul>
      )}
      <div className="row wrap mt2">
        {free.map((g) => (
          <Button
            key={g}
            small
            look="quiet"
            icon="plus"
            onClick={() =>
              onChange([...rules, { guard: g, mode: 'observe', action: firstAction(g), threshold: 0.5 }])
            }
          >
            {guardWords(g)}
          </Button>
        ))}
      </div>
    </div>
  )
}
