import { useState } from 'react'
import { anything, call } from '../../../console/api.ts'
import { FormDialog } from '../../../console/FormDialog.tsx'
import { useAction } from '../../../console/hooks.ts'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { Check, SelectField, TextField } from '../../../design/Form.tsx'
import { day, moment } from '../../../design/format.ts'
import type { Upstream, UpstreamKind, UpstreamOptions } from '../contract.ts'
import { ReplaceKey } from './ReplaceKey.tsx'
import { baseUrlExamples, defaultBaseUrls, upstreamKinds } from '../upstream-kinds.ts'

const kindWords: Readonly<Record<UpstreamKind, string>> = {
  sandbox: 'built-in sandbox',
  openai: 'OpenAI or compatible',
  azure: 'Azure OpenAI',
  anthropic: 'Anthropic',
  bedrock: 'Amazon Bedrock',
  gemini: 'Google Gemini',
  vertex: 'Google Vertex AI',
  mistral: 'Mistral',
}
const keyHints: Readonly<Record<UpstreamKind, string>> = {
  sandbox: '',
  openai: 'A bearer key; servers of your own may need none.',
  azure: 'The resource’s API key.',
  anthropic: 'An API key.',
  bedrock: '<access key id>:<secret>, with :<session token> where there is one, or a Bedrock API key.',
  gemini: 'An API key.',
  vertex: 'The key file of a service account: the whole JSON text.',
  mistral: 'An API key.',
}

/** Where answers come from; the key itself is shown to nobody. */
export function ProviderTable({ providers }: { providers: readonly Upstream[] }) {
  const may = useWhyNot('route.write')
  const [replacing, setReplacing] = useState<Upstream | null>(null)
  return (
    <>
      <SimpleTable
        caption="Providers"
        columns={[
          { head: 'Name' },
          { head: 'Kind', hide: 'mob0' },
          { head: 'Address', hide: 'mob0' },
          { head: 'Key' },
          { head: 'Added', hide: 'opt' },
          { head: <span className="sr">Actions</span>, num: true },
        ]}
        rows={providers.map((u) => ({
          key: u.id,
          cells: [
            <b className="mono" key="n">
              {u.name}
            </b>,
            <span key="k">
              {kindWords[u.kind]}
              <span className="t3 sm two-line">{optionWords(u.options)}</span>
            </span>,
            <span className={u.baseUrl === null ? 't3' : 'mono sm'} key="b">
              {u.baseUrl ?? 'this machine'}
            </span>,
            <span key="s" className={u.hasKey ? 'nw' : 't3'}>
              {u.hasKey ? 'sealed' : 'none'}
            </span>,
            <span key="at" className="nw" title={moment(u.createdAt)}>
              {day(u.createdAt)}
            </span>,
            u.kind === 'sandbox' ? null : (
              <Button key="a" small why={may} onClick={() => setReplacing(u)}>
                {u.hasKey ? 'Replace key' : 'Add key'}
                <span className="sr"> of {u.name}</span>
              </Button>
            ),
          ],
        }))}
      />
      {replacing === null ? null : (
        <ReplaceKey
          name={replacing.name}
          hint={keyHints[replacing.kind]}
          path="/upstreams"
          particulars={{
            name: replacing.name,
            kind: replacing.kind,
            options: replacing.options,
            ...(replacing.baseUrl === null ? {} : { baseUrl: replacing.baseUrl }),
          }}
          onClose={() => setReplacing(null)}
        />
      )}
    </>
  )
}
const optionWords = (o: UpstreamOptions): string =>
  [
    o.apiVersion === undefined ? '' : `API ${o.apiVersion}`,
    o.region ?? '',
    o.responses === undefined ? '' : o.responses ? 'has /responses' : 'no /responses',
  ]
    .filter(Boolean)
    .join(', ')

/** Asks of each kind what that kind needs. */
export function NewProvider({ onClose }: { onClose: () => void }) {
  const [kind, setKind] = useState<UpstreamKind>('openai')
  const [name, setName] = useState('')
  const [baseUrl, setBaseUrl] = useState('')
  const [key, setKey] = useState('')
  const [apiVersion, setApiVersion] = useState('')
  const [region, setRegion] = useState('')
  const [responses, setResponses] = useState(false)
  const known = defaultBaseUrls[kind]
  const needsUrl = kind !== 'sandbox' && known === undefined
  const options: UpstreamOptions = {
    ...(kind === 'azure' && apiVersion.trim() !== '' ? { apiVersion: apiVersion.trim() } : {}),
    ...(kind === 'bedrock' && region.trim() !== '' ? { region: region.trim() } : {}),
    ...(kind === 'openai' && responses ? { responses } : {}),
  }
  const make = useAction(
    () =>
      call('POST', '/upstreams', anything, {
        name,
        kind,
        options,
        ...(kind === 'sandbox' || baseUrl.trim() === '' ? {} : { baseUrl: baseUrl.trim() }),
        ...(kind === 'sandbox' || key === '' ? {} : { key }),
      }),
    {
      refresh: ['/upstreams', '/routes'],
      say: () =>
        key === '' || kind === 'sandbox'
          ? `Provider ${name} added.`
          : `Provider ${name} added. Its key is sealed and never shown again.`,
      after: onClose,
    },
  )
  const missing = name === '' || (needsUrl && baseUrl.trim() === '')
  return (
    <FormDialog
      title="Add a provider"
      action="Add the provider"
      act={make}
      why={missing ? `Fill in ${needsUrl ? 'name and address' : 'the name'}` : null}
      onClose={onClose}
      onRun={() => make.run(undefined)}
    >
      <SelectField
        label="Kind"
        value={kind}
        onChange={setKind}
        options={upstreamKinds.map((k) => ({ value: k, label: kindWords[k] }))}
      />
      <TextField
        label="Name"
        code
        value={name}
        onChange={setName}
        hint="What versions name as their provider: lower-case letters, digits and dashes."
        autoFocus
      />
      {kind === 'sandbox' ? null : (
        <>
          <TextField
            label={needsUrl ? 'Base address' : 'Base address, if not the usual one'}
            code
            value={baseUrl}
            onChange={setBaseUrl}
            placeholder={baseUrlExamples[kind]}
            hint={
              kind === 'openai'
                ? 'OpenAI, or any server that speaks like it: vLLM, Ollama and others.'
                : needsUrl
                  ? 'As the provider shows it, without a query.'
                  : `Empty: ${known ?? ''}`
            }
          />
          {kind === 'azure' ? (
            <TextField
              label="API version"
              code
              value={apiVersion}
              onChange={setApiVersion}
              placeholder="2024-10-21"
              hint="With one: the paths of deployments. Empty: the versionless /openai/v1."
            />
          ) : null}
          {kind === 'bedrock' ? (
            <TextField
              label="Region"
              code
              value={region}
              onChange={setRegion}
              placeholder="eu-west-1"
              hint="Only where the address does not say it."
            />
          ) : null}
          {kind === 'openai' ? (
            <Check
              label="The server has /responses"
              hint="OpenAI has it without being told."
              checked={responses}
              onChange={setResponses}
            />
          ) : null}
          <TextField
            label="Key"
            type="password"
            value={key}
            onChange={setKey}
            hint={`${keyHints[kind]} Sealed with the installation’s key; shown to nobody, in no log.`}
          />
        </>
      )}
    </FormDialog>
  )
}
