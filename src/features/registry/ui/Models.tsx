import { useState } from 'react'
import { anything, call, listOf, query } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { errorText, useAction, useAddress, useApi, useSetParams } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { emptyArt } from '../../../console/Rosette.tsx'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { Dialog } from '../../../design/Dialog.tsx'
import { ErrorSummary, SelectField, TextField } from '../../../design/Form.tsx'
import { Panel } from '../../../design/Panel.tsx'
import { Note, State } from '../../../design/States.tsx'
import { AsOf } from '../../../design/Status.tsx'
import { systemSchema } from '../../inventory/contract.ts'
import { upstreamSchema } from '../../policies/contract.ts'
import { versionSchema } from '../contract.ts'
import { VersionsTable } from './VersionsTable.tsx'

/** Model versions: the part of "Models & data" that exists. Datasets, lineage and deletion requests say that they do not. */
export function Models() {
  const { params } = useAddress()
  const setParams = useSetParams()
  const system = params.get('system') ?? ''
  const may = useWhyNot('version.write')
  const systems = useApi('/systems?limit=100', listOf(systemSchema))
  const versions = useApi(`/versions${query({ system })}`, listOf(versionSchema))
  const making = params.get('new') === '1'
  return (
    <>
      <Head
        title="Models & data"
        tab="Models & data"
        meta={versions.data === undefined ? undefined : <AsOf at={versions.data.asOf} />}
        actions={
          <Button look="primary" icon="plus" why={may} onClick={() => setParams({ new: '1' })}>
            Register a version
          </Button>
        }
      />
      <div className="stack">
        <Panel
          flush
          title="Versions"
          sub="immutable; only approved ones may answer"
          aside={
            <>
              <label className="sr" htmlFor="system-filter">
                AI system
              </label>
              <select
                id="system-filter"
                className="inp tiny"
                value={system}
                onChange={(e) => setParams({ system: e.target.value })}
              >
                <option value="">All AI systems</option>
                {(systems.data?.items ?? []).map((s) => (
                  <option key={s.name} value={s.name}>
                    {s.title || s.name}
                  </option>
                ))}
              </select>
            </>
          }
        >
          <Load query={versions} what="versions">
            {(list) =>
              list.items.length === 0 ? (
                <State
                  art={emptyArt('0de150')}
                  title="No versions"
                  actions={
                    <Button small why={may} onClick={() => setParams({ new: '1' })}>
                      Register a version
                    </Button>
                  }
                >
                  A version fixes model, provider and configuration under a digest. Another person approves
                  it; then it may answer.
                </State>
              ) : (
                <VersionsTable versions={list.items} withSystem />
              )
            }
          </Load>
        </Panel>
        <Note kind="gap">
          <b>Not built in this version:</b> datasets, lineage, evaluations, model cards and deletion requests.
          Nothing is collected for them yet, and their criteria read “No control”.
        </Note>
      </div>
      {making ? <NewVersion system={system} onClose={() => setParams({ new: null })} /> : null}
    </>
  )
}

function NewVersion({ system: first, onClose }: { system: string; onClose: () => void }) {
  const systems = useApi('/systems?limit=100', listOf(systemSchema))
  const upstreams = useApi('/upstreams', listOf(upstreamSchema))
  const [system, setSystem] = useState(first)
  const [model, setModel] = useState('')
  const [upstream, setUpstream] = useState('')
  const [modelId, setModelId] = useState('')
  const [config, setConfig] = useState('{}')
  const parsed = jsonObject(config)
  const make = useAction(
    () => call('POST', '/versions', anything, { system, model, upstream, modelId, config: parsed ?? {} }),
    {
      refresh: ['/versions', '/systems'],
      say: () => `A draft of ${model} is registered. Submit it for approval on its page.`,
      after: onClose,
    },
  )
  return (
    <Dialog
      title="Register a version"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={make.busy}
            why={
              system === '' || model === '' || upstream === '' || modelId === ''
                ? 'Fill in system, name, provider and model'
                : parsed === null
                  ? 'The configuration is not a JSON object'
                  : null
            }
            onClick={() => make.run(undefined)}
          >
            Register the version
          </Button>
        </>
      }
    >
      <div className="form">
        {make.error === null ? null : <ErrorSummary title={errorText(make.error)} errors={[]} />}
        <SelectField
          label="AI system"
          value={system}
          onChange={setSystem}
          options={[
            { value: '', label: 'Choose' },
            ...(systems.data?.items ?? []).map((s) => ({ value: s.name, label: s.title || s.name })),
          ]}
        />
        <TextField
          label="Name"
          code
          value={model}
          onChange={setModel}
          hint="Numbered by itself: support becomes support@1, support@2."
        />
        <SelectField
          label="Provider"
          value={upstream}
          onChange={setUpstream}
          options={[
            { value: '', label: 'Choose' },
            ...(upstreams.data?.items ?? []).map((u) => ({
              value: u.name,
              label: u.kind === 'sandbox' ? `${u.name}, built-in sandbox` : u.name,
            })),
          ]}
        />
        <TextField
          label="Model at the provider"
          code
          value={modelId}
          onChange={setModelId}
          placeholder="gpt-4.1-2025-04-14"
          hint="A pinned, dated name where the provider has one."
        />
        <TextField
          label="Configuration"
          multiline
          code
          value={config}
          onChange={setConfig}
          error={parsed === null ? 'Not a JSON object.' : null}
          hint="Temperature, limits, system prompt: part of the digest."
        />
      </div>
    </Dialog>
  )
}
function jsonObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}
