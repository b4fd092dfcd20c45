import { useState } from 'react'
import { keySchema, scopeInWords, wholeScope, type VirtualKey } from '../../identity/contract.ts'
import { limitInWords, setLimits } from '../../identity/limits.ts'
import { Button } from '../../design/Button.tsx'
import { DataTable, type Column } from '../../design/DataTable.tsx'
import { SelectField } from '../../design/Form.tsx'
import { ago } from '../../design/format.ts'
import { Panel } from '../../design/Panel.tsx'
import { State } from '../../design/States.tsx'
import { AsOf } from '../../design/Status.tsx'
import { anything, call, listOf } from '../api.ts'
import { callsWhere, isOneOf } from '../filter.ts'
import { FormDialog } from '../FormDialog.tsx'
import { Head } from '../Head.tsx'
import { useAction, useAddress, useApi, useSetParams } from '../hooks.ts'
import { Load } from '../Load.tsx'
import { emptyArt } from '../Rosette.tsx'
import { newKeySchema } from '../schemas.ts'
import { useWhyNot } from '../session.tsx'
import { expiresColumn, makerColumn, nameColumn, stateColumn, usedColumn } from './credential-columns.tsx'
import { EditKey } from './EditKey.tsx'
import { NewKey } from './NewKey.tsx'
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
  const [changing, setChanging] = useState<VirtualKey | null>(null)
  const [ending, setEnding] = useState<{ key: VirtualKey; how: 'revoke' | 'rotate' } | null>(null)
  const columns: readonly Column<VirtualKey>[] = [
    nameColumn('Key', (k) => k.name || k.system),
    stateColumn(),
    { id: 'system', head: 'AI system', cell: (k) => <a href={`/systems/${k.system}`}>{k.system}</a> },
    { id: 'environment', head: 'Environment', hide: 'opt', cell: (k) => k.environment },
    {
      id: 'scope',
      head: 'May reach',
      hide: 'opt',
      cell: (k) => {
        const words = scopeInWords(k.scope ?? wholeScope)
        return words === '' ? (
          <span className="t3">all of its system</span>
        ) : (
          words.split('; ').map((part) => (
            <span key={part} className="sm two-line">
              {part}
            </span>
          ))
        )
      },
    },
    {
      id: 'limits',
      head: 'Limits',
      hide: 'opt',
      cell: (k) =>
        setLimits(k.limits).length === 0 ? (
          <span className="t3">the policy’s</span>
        ) : (
          setLimits(k.limits).map(({ name, max }) => (
            <span key={name} className="sm two-line">
              {limitInWords(name, max)}
            </span>
          ))
        ),
    },
    expiresColumn(),
    usedColumn((k, time) => <a href={callsWhere(isOneOf('key', [k.name || k.id]))}>{time}</a>),
    makerColumn(),
    {
      id: 'act',
      head: <span className="sr">Actions</span>,
      num: true,
      cell: (k) =>
        k.state !== 'active' ? null : (
          <span className="row end">
            <Button small why={create} onClick={() => setChanging(k)}>
              Change<span className="sr"> {k.name}</span>
            </Button>
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
      {changing === null ? null : <EditKey of={changing} onClose={() => setChanging(null)} />}
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
  const [overlap, setOverlap] = useState('24')
  const revoke = useAction(() => call('POST', `/keys/${key.id}/revoke`, anything, {}), {
    refresh,
    say: () => `${name} is revoked: refused by every replica within two seconds.`,
    after: onClose,
  })
  const rotate = useAction(
    () => call('POST', `/keys/${key.id}/rotate`, newKeySchema, { overlapHours: Number(overlap) }),
    {
      refresh,
      after: (v) => onMade(v.key),
    },
  )
  const act = how === 'revoke' ? revoke : rotate
  return (
    <FormDialog
      title={`${how === 'revoke' ? 'Revoke' : 'Rotate'} ${name}`}
      action={how === 'revoke' ? `Revoke ${name}` : `Rotate ${name}`}
      cancel="Keep it"
      danger={how === 'revoke'}
      act={act}
      why={null}
      onClose={onClose}
      onRun={() => act.run(undefined)}
    >
      <p className="t2">
        {how === 'revoke'
          ? `Calls of ${key.system} with this key are refused with 401 from now on, and recorded. It was ${key.lastUsedAt === null ? 'never used' : `last used ${ago(key.lastUsedAt, Date.now())}`}.`
          : `A new key with the same rights is made and shown once. The old one ends after the overlap.`}
      </p>
      {how === 'revoke' ? null : (
        <SelectField
          label="The old key keeps working"
          value={overlap}
          onChange={setOverlap}
          options={[
            { value: '0', label: 'not at all' },
            { value: '1', label: 'for an hour' },
            { value: '24', label: 'for a day' },
            { value: '168', label: 'for a week' },
          ]}
        />
      )}
    </FormDialog>
  )
}
