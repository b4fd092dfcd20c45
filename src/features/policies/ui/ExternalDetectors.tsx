import { useState } from 'react'
import { anything, call, listOf } from '../../../console/api.ts'
import { FormDialog } from '../../../console/FormDialog.tsx'
import { useAction, useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { emptyArt } from '../../../console/Rosette.tsx'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { Choices, SelectField, TextField } from '../../../design/Form.tsx'
import { duration } from '../../../design/format.ts'
import { Panel, Tag } from '../../../design/Panel.tsx'
import { State } from '../../../design/States.tsx'
import {
  detectorKinds,
  externalDetectorSchema,
  type DetectorKind,
  type DetectorOptions,
  type ExternalDetector,
} from '../contract.ts'
import { ReplaceKey } from './ReplaceKey.tsx'

const kindWords: Readonly<Record<DetectorKind, string>> = {
  http: 'own contract over HTTP',
  'openai-moderation': 'OpenAI moderation',
  'llama-guard': 'Llama Guard',
  'prompt-guard': 'Prompt Guard',
  presidio: 'Microsoft Presidio',
  'bedrock-guardrail': 'Amazon Bedrock guardrail',
  'azure-content-safety': 'Azure AI Content Safety',
  'azure-prompt-shield': 'Azure Prompt Shields',
}

/** Servers that judge texts; a policy's rule names one. */
export function ExternalDetectors() {
  const detectors = useApi('/external-detectors', listOf(externalDetectorSchema))
  const may = useWhyNot('policy.write')
  const [dialog, setDialog] = useState<'new' | ExternalDetector | null>(null)
  const add = (
    <Button small icon="plus" why={may} onClick={() => setDialog('new')}>
      Add a detector
    </Button>
  )
  return (
    <Panel
      flush
      title="External"
      sub="servers that a rule may ask; texts leave this machine for them"
      aside={add}
    >
      <Load query={detectors} what="external detectors">
        {(list) =>
          list.items.length === 0 ? (
            <State art={emptyArt('e47de7')} title="No external detectors" actions={add}>
              A classifier of your own or of a provider can judge requests and answers beside the installed
              detectors: a rule names it with guard external. What its failure means is chosen here.
            </State>
          ) : (
            <SimpleTable
              caption="External detectors"
              columns={[
                { head: 'Name' },
                { head: 'Kind' },
                { head: 'Address', hide: 'mob0' },
                { head: 'When it fails' },
                { head: 'Waits at most', num: true, hide: 'opt' },
                { head: 'Key', hide: 'mob0' },
                { head: <span className="sr">Actions</span>, num: true },
              ]}
              rows={list.items.map((d) => ({
                key: d.id,
                cells: [
                  <b key="n" className="mono">
                    {d.name}
                  </b>,
                  <span key="k">
                    {kindWords[d.kind]}
                    <span className="t3 sm two-line">{particulars(d.options)}</span>
                  </span>,
                  <span key="a" className="mono sm">
                    {d.baseUrl}
                  </span>,
                  d.options.onFailure === 'closed' ? (
                    'blocks where enforced'
                  ) : (
                    <Tag key="f" tone="warn">
                      goes on, recorded
                    </Tag>
                  ),
                  duration(d.options.deadlineMs),
                  <span key="s" className={d.hasKey ? '' : 't3'}>
                    {d.hasKey ? 'sealed' : 'none'}
                  </span>,
                  <Button key="b" small why={may} onClick={() => setDialog(d)}>
                    {d.hasKey ? 'Replace key' : 'Add key'}
                    <span className="sr"> of {d.name}</span>
                  </Button>,
                ],
              }))}
            />
          )
        }
      </Load>
      {dialog === null ? null : dialog === 'new' ? (
        <NewDetector onClose={() => setDialog(null)} />
      ) : (
        <ReplaceKey
          name={dialog.name}
          hint={keyHint(dialog.kind)}
          path="/external-detectors"
          particulars={{
            name: dialog.name,
            kind: dialog.kind,
            baseUrl: dialog.baseUrl,
            options: dialog.options,
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </Panel>
  )
}
const particulars = (o: DetectorOptions): string =>
  [
    o.model,
    o.guardrail === undefined ? undefined : `${o.guardrail}:${o.guardrailVersion ?? ''}`,
    o.region,
    o.language,
  ]
    .filter((part) => part !== undefined)
    .join(', ')
const keyHint = (kind: DetectorKind): string =>
  kind === 'bedrock-guardrail'
    ? '<access key id>:<secret>, as for a Bedrock provider.'
    : 'Sent as the server expects it.'

/** Options that a kind cannot do without, and those that it may have. */
const asks: Readonly<
  Record<DetectorKind, readonly ('model' | 'guardrail' | 'guardrailVersion' | 'region' | 'language')[]>
> = {
  http: [],
  'openai-moderation': ['model'],
  'llama-guard': ['model'],
  'prompt-guard': ['model'],
  presidio: ['language'],
  'bedrock-guardrail': ['guardrail', 'guardrailVersion', 'region'],
  'azure-content-safety': [],
  'azure-prompt-shield': [],
}
const optionLabels = {
  model: 'Model',
  guardrail: 'Guardrail id',
  guardrailVersion: 'Guardrail version',
  region: 'Region',
  language: 'Language, two letters',
} as const
const optional: readonly string[] = ['openai-moderation model', 'presidio language']

function NewDetector({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [kind, setKind] = useState<DetectorKind>('http')
  const [baseUrl, setBaseUrl] = useState('')
  const [key, setKey] = useState('')
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const [onFailure, setOnFailure] = useState<'closed' | 'open'>('closed')
  const [deadline, setDeadline] = useState('2000')
  const given = asks[kind].filter((o) => (texts[o] ?? '').trim() !== '')
  const missing = asks[kind].filter((o) => !given.includes(o) && !optional.includes(`${kind} ${o}`))
  const make = useAction(
    () =>
      call('POST', '/external-detectors', anything, {
        name,
        kind,
        baseUrl: baseUrl.trim(),
        ...(key === '' ? {} : { key }),
        options: {
          onFailure,
          deadlineMs: Number(deadline),
          ...Object.fromEntries(given.map((o) => [o, (texts[o] ?? '').trim()])),
        },
      }),
    {
      refresh: ['/external-detectors'],
      say: () => `${name} can be named by rules now. Its address and how it fails never change.`,
      after: onClose,
    },
  )
  const ms = Number(deadline)
  return (
    <FormDialog
      title="Add an external detector"
      action="Add the detector"
      act={make}
      why={
        name === '' || baseUrl.trim() === ''
          ? 'Fill in name and address'
          : missing[0] !== undefined
            ? `Fill in: ${optionLabels[missing[0]].toLowerCase()}`
            : Number.isInteger(ms) && ms >= 50 && ms <= 30_000
              ? null
              : 'It may take 50 to 30,000 ms'
      }
      onClose={onClose}
      onRun={() => make.run(undefined)}
    >
      <SelectField
        label="Kind"
        value={kind}
        onChange={setKind}
        options={detectorKinds.map((k) => ({ value: k, label: kindWords[k] }))}
      />
      <TextField
        label="Name"
        code
        value={name}
        onChange={setName}
        hint="What rules name: lower-case letters, digits and dashes."
        autoFocus
      />
      <TextField
        label="Address"
        code
        value={baseUrl}
        onChange={setBaseUrl}
        placeholder="https://detector.example.com/v1"
      />
      {asks[kind].length === 0 ? null : (
        <div className="two">
          {asks[kind].map((o) => (
            <TextField
              key={o}
              label={
                optional.includes(`${kind} ${o}`) ? `${optionLabels[o]}, if not the usual` : optionLabels[o]
              }
              code
              value={texts[o] ?? ''}
              onChange={(v) => setTexts({ ...texts, [o]: v })}
            />
          ))}
        </div>
      )}
      <TextField
        label="Key"
        type="password"
        value={key}
        onChange={setKey}
        hint={`${keyHint(kind)} Empty: none. Sealed; shown to nobody, in no log.`}
      />
      <div className="two">
        <Choices
          legend="When it fails or is late"
          value={onFailure}
          onChange={setOnFailure}
          options={[
            { value: 'closed', label: 'Block where a rule enforces' },
            { value: 'open', label: 'Go on, and record it' },
          ]}
        />
        <TextField
          label="Longest wait, ms"
          inputMode="numeric"
          value={deadline}
          onChange={setDeadline}
          hint="Of one question."
        />
      </div>
    </FormDialog>
  )
}
