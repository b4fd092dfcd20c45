import { useState } from 'react'
import { environments, keySchema, type VirtualKey } from '../../identity/contract.ts'
import { Button } from '../../design/Button.tsx'
import { DataTable, type Column } from '../../design/DataTable.tsx'
import { Dialog } from '../../design/Dialog.tsx'
import { ErrorSummary, SelectField, TextField } from '../../design/Form.tsx'
import { ago, count, moment, span } from '../../design/format.ts'
import { Panel } from '../../design/Panel.tsx'
import { State } from '../../design/States.tsx'
import { AsOf, Status } from '../../design/Status.tsx'
import { systemSchema } from '../../features/inventory/contract.ts'
import { anything, call, listOf } from '../api.ts'
import { Head } from '../Head.tsx'
import { errorText, useAction, useAddress, useApi, useSetParams } from '../hooks.ts'
import { Load } from '../Load.tsx'
import { emptyArt } from '../Rosette.tsx'
import { newKeySchema } from '../schemas.ts'
import { useWhyNot } from '../session.tsx'
import { ShownOnce } from './ShownOnce.tsx'

const refresh = ['/keys', '/setup', '/controls']

/** Virtual keys: each belongs to one system, expires, and can only call /v1. */
export function Keys() {
  const { params } = useAddress()
  const setParams = useSetParams()
  const create = useWhyNot('key.create')
  const mayRevoke = useWhyNot('key.revoke')
  const keys = useApi('/keys', listOf(keySchema))
  const [secret, setSecret] = useState<string | null>(null)
  const [ending, setEnding] = useState<{ key: VirtualKey; how: 'revoke' | 'rotate' } | null>(null)
  const columns: readonly Column<VirtualKey>[] = [
    {
      id: 'name',
      head: 'Key',
      cell: (k) => (
        <>
          <b className="m">{k.name || k.system}</b> <span className="mono t3 sm">{k.prefix}…</span>
        </>
      ),
    },
    {
      id: 'state',
      head: 'State',
      nowrap: true,
      cell: (k) => (
        <Status
          kind={k.state === 'active' ? 'pass' : k.state === 'expired' ? 'stale' : 'na'}
          word={k.state === 'active' ? 'Active' : k.state === 'expired' ? 'Expired' : 'Revoked'}
        />
      ),
    },
    { id: 'system', head: 'AI system', cell: (k) => <a href={`/systems/${k.system}`}>{k.system}</a> },
    { id: 'environment', head: 'Environment', hide: 'opt', cell: (k) => k.environment },
    {
      id: 'limits',
      head: 'Limits',
      hide: 'opt',
      cell: (k) =>
        k.limits.requestsPerMinute === null && k.limits.tokensPerDay === null ? (
          <span className="t3">those of the policy</span>
        ) : (
          [
            k.limits.requestsPerMinute === null ? '' : `${count(k.limits.requestsPerMinute)}/min`,
            k.limits.tokensPerDay === null ? '' : `${count(k.limits.tokensPerDay)} tokens/day`,
          ]
            .filter(Boolean)
            .join(', ')
        ),
    },
    {
      id: 'expires',
      head: 'Expires',
      hide: 'mob0',
      nowrap: true,
      cell: (k) => (
        <span title={moment(k.expiresAt)}>
          {Date.parse(k.expiresAt) > Date.now()
            ? `in ${span(Date.parse(k.expiresAt) - Date.now())}`
            : ago(k.expiresAt, Date.now())}
        </span>
      ),
    },
    {
      id: 'used',
      head: 'Last used',
      hide: 'mob0',
      nowrap: true,
      cell: (k) =>
        k.lastUsedAt === null ? (
          <span className="t3">never</span>
        ) : (
          <a href={`/gateway/requests?q=${encodeURIComponent(`key:${k.name || k.id}`)}`}>
            {ago(k.lastUsedAt, Date.now())}
          </a>
        ),
    },
    { id: 'by', head: 'Created by', hide: 'opt', cell: (k) => k.createdBy },
    {
      id: 'act',
      head: <span className="sr">Actions</span>,
      num: true,
      cell: (k) =>
        k.state !== 'active' ? null : (
          <span className="row end">
            <Button small why={create} onClick={() => setEnding({ key: k, how: 'rotate' })}>
              Rotate<span className="sr"> {k.name}</span>
            </Button>
            <Button small look="danger" why={mayRevoke} onClick={() => setEnding({ key: k, how: 'revoke' })}>
              Revoke<span className="sr"> {k.name}</span>
            </Button>
          </span>
        ),
    },
  ]
  return (
    <>
      <Head
        title="Keys"
        tab="Keys"
        crumbs={[{ href: '/gateway/requests', text: 'Gateway' }, { text: 'Keys' }]}
        meta={keys.data === undefined ? undefined : <AsOf at={keys.data.asOf} />}
        actions={
          <Button look="primary" icon="plus" why={create} onClick={() => setParams({ new: '1' })}>
            Create a key
          </Button>
        }
      />
      <Panel flush>
        <Load query={keys} what="keys">
          {(list) => (
            <DataTable
              caption="Keys"
              columns={columns}
              rows={list.items}
              rowKey={rowKey}
              empty={
                <State
                  art={emptyArt('4e4e4e')}
                  title="No keys"
                  actions={
                    <Button small why={create} onClick={() => setParams({ new: '1' })}>
                      Create a key
                    </Button>
                  }
                >
                  An application presents a key with each call, so that the call belongs to one AI system and
                  one team. Provider keys stay here, sealed.
                </State>
              }
            />
          )}
        </Load>
      </Panel>
      {params.get('new') === '1' && secret === null ? (
        <NewKey onClose={() => setParams({ new: null })} onMade={setSecret} />
      ) : null}
      {secret === null ? null : (
        <ShownOnce
          title="The new key"
          secret={secret}
          onClose={() => {
            setSecret(null)
            setParams({ new: null })
          }}
        >
          Put it where the application reads its OpenAI key; the base address is this server's{' '}
          <span className="mono">/v1</span>.
        </ShownOnce>
      )}
      {ending === null ? null : (
        <EndKey
          ending={ending}
          onClose={() => setEnding(null)}
          onMade={(s) => {
            setEnding(null)
            setSecret(s)
          }}
        />
      )}
    </>
  )
}
const rowKey = (k: VirtualKey): string => k.id

function NewKey({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const systems = useApi('/systems?limit=100', listOf(systemSchema))
  const [system, setSystem] = useState('')
  const [name, setName] = useState('')
  const [environment, setEnvironment] = useState<(typeof environments)[number]>('development')
  const [days, setDays] = useState('90')
  const make = useAction(
    () =>
      call('POST', '/keys', newKeySchema, {
        system,
        environment,
        expiresInDays: Number(days),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
      }),
    { refresh, after: (v) => onMade(v.key) },
  )
  return (
    <Dialog
      title="Create a key"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={make.busy}
            why={system === '' ? 'Choose an AI system' : null}
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
            onChange={setEnvironment}
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
      </div>
    </Dialog>
  )
}

function EndKey({
  ending: { key, how },
  onClose,
  onMade,
}: {
  ending: { key: VirtualKey; how: 'revoke' | 'rotate' }
  onClose: () => void
  onMade: (secret: string) => void
}) {
  const name = key.name || key.prefix
  const revoke = useAction(() => call('POST', `/keys/${key.id}/revoke`, anything, {}), {
    refresh,
    say: () => `${name} is revoked: refused by every replica within two seconds.`,
    after: onClose,
  })
  const rotate = useAction(() => call('POST', `/keys/${key.id}/rotate`, newKeySchema, {}), {
    refresh,
    after: (v) => onMade(v.key),
  })
  const act = how === 'revoke' ? revoke : rotate
  return (
    <Dialog
      title={`${how === 'revoke' ? 'Revoke' : 'Rotate'} ${name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            look={how === 'revoke' ? 'danger' : 'primary'}
            busy={act.busy}
            onClick={() => act.run(undefined)}
          >
            {how === 'revoke' ? `Revoke ${name}` : `Rotate ${name}`}
          </Button>
        </>
      }
    >
      <p className="t2">
        {how === 'revoke'
          ? `Calls of ${key.system} with this key are refused with 401 from now on, and recorded. It was ${key.lastUsedAt === null ? 'never used' : `last used ${ago(key.lastUsedAt, Date.now())}`}.`
          : `A new key with the same rights is made and shown once. The old one keeps working for a short overlap, then ends.`}
      </p>
      {act.error === null ? null : (
        <p className="bad mt2" role="alert">
          {errorText(act.error)}
        </p>
      )}
    </Dialog>
  )
}
