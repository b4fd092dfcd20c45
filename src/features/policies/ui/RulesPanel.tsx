import { useState } from 'react'
import { Button, Segmented } from '../../../design/Button.tsx'
import { CopyButton } from '../../../design/CopyButton.tsx'
import { YamlView } from '../../../design/Diff.tsx'
import { plural } from '../../../design/format.ts'
import { Panel } from '../../../design/Panel.tsx'
import { Glyph } from '../../../design/Status.tsx'
import type { PolicySpec } from '../contract.ts'
import { RulesForm } from './RulesForm.tsx'
import { changedLines, fromYaml, toYaml } from './yaml.ts'

/** The rules as a form or as text: the same object. */
export function RulesPanel({
  name,
  spec,
  active,
  locked,
  onChange,
  dirty,
}: {
  name: string
  spec: PolicySpec
  active: PolicySpec | null
  locked: boolean
  onChange: (s: PolicySpec) => void
  dirty: boolean
}) {
  const [view, setView] = useState<'form' | 'yaml' | 'edit'>('form')
  const yaml = toYaml(name, spec)
  const [text, setText] = useState(yaml)
  const parsed = view === 'edit' ? fromYaml(text) : null
  const lines = changedLines(active === null ? null : toYaml(name, active), yaml)
  const changed = lines.filter((l) => l.was !== undefined).length
  return (
    <Panel
      flush={view !== 'form'}
      title="Rules"
      aside={
        <>
          <Segmented
            label="View"
            value={view === 'edit' ? 'yaml' : view}
            onChange={(v) => setView(v)}
            options={[
              { value: 'form', label: 'Form' },
              { value: 'yaml', label: 'YAML' },
            ]}
          />
          {parsed !== null && !parsed.ok ? (
            <span className="st fail sm">
              <Glyph kind="fail" size={13} />
              line {parsed.error.line}
            </span>
          ) : (
            <span className="t3 sm row g1">
              <Glyph kind="pass" size={13} />
              valid{active === null ? '' : `, ${plural(changed, 'changed line')}`}
              {dirty ? ', not saved' : ''}
            </span>
          )}
        </>
      }
      foot={
        <>
          <span className="mono">sealwright policy show {name} --output yaml</span>
          <span className="right">
            <CopyButton text={yaml}>Copy YAML</CopyButton>
          </span>
        </>
      }
    >
      {view === 'form' ? <RulesForm spec={spec} locked={locked} onChange={onChange} /> : null}
      {view === 'yaml' ? (
        <>
          <YamlView lines={lines} label={`${name} as YAML`} />
          {locked ? null : (
            <div className="pad">
              <Button
                small
                icon="edit"
                onClick={() => {
                  setText(yaml)
                  setView('edit')
                }}
              >
                Edit as text
              </Button>
            </div>
          )}
        </>
      ) : null}
      {view === 'edit' ? (
        <div className="pad col">
          <label className="sr" htmlFor="policy-yaml">
            Policy as YAML
          </label>
          <textarea
            id="policy-yaml"
            className="inp code"
            rows={24}
            spellCheck={false}
            value={text}
            onChange={(e) => setText(e.target.value)}
            aria-invalid={parsed !== null && !parsed.ok ? true : undefined}
            aria-describedby="policy-yaml-e"
          />
          <div id="policy-yaml-e" role="status">
            {parsed !== null && !parsed.ok ? (
              <span className="bad">
                Line {parsed.error.line}: {parsed.error.message}
              </span>
            ) : null}
          </div>
          <div className="row end">
            <Button small onClick={() => setView('yaml')}>
              Cancel
            </Button>
            <Button
              small
              look="primary"
              why={parsed !== null && !parsed.ok ? 'The text has an error' : null}
              onClick={() => {
                if (parsed !== null && parsed.ok) {
                  onChange(parsed.spec)
                  setView('yaml')
                }
              }}
            >
              Take it over
            </Button>
          </div>
        </div>
      ) : null}
    </Panel>
  )
}
