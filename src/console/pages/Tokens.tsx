import { useState } from 'react'
import { roles, tokenSchema, type ApiToken, type Role } from '../../identity/contract.ts'
import { Button } from '../../design/Button.tsx'
import { DataTable, type Column } from '../../design/DataTable.tsx'
import { Check, TextField } from '../../design/Form.tsx'
import { Panel } from '../../design/Panel.tsx'
import { State } from '../../design/States.tsx'
import { AsOf } from '../../design/Status.tsx'
import { anything, call, listOf } from '../api.ts'
import { FormDialog } from '../FormDialog.tsx'
import { Head } from '../Head.tsx'
import { useAction, useApi } from '../hooks.ts'
import { Load } from '../Load.tsx'
import { emptyArt } from '../Rosette.tsx'
import { newTokenSchema } from '../schemas.ts'
import { useWhyNot } from '../session.tsx'
import {
  expiresColumn,
  ExpiresField,
  makerColumn,
  nameColumn,
  stateColumn,
  usedColumn,
} from './credential-columns.tsx'
import { ShownOnce } from './ShownOnce.tsx'

/** Tokens for the command line and CI: roles of their own, an end, and never more than their maker may. */
export function Tokens() {
  const may = useWhyNot('token.create')
  const tokens = useApi('/tokens', listOf(tokenSchema))
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const revoke = useAction((t: ApiToken) => call('POST', `/tokens/${t.id}/revoke`, anything, {}), {
    refresh: ['/tokens'],
    say: (_, t) => `${t.name} is revoked.`,
    toastErrors: true,
  })
  const columns: readonly Column<ApiToken>[] = [
    nameColumn('Token', (t) => t.name),
    stateColumn(),
    { id: 'roles', head: 'Roles', cell: (t) => t.roles.join(', ').replace(/_/g, ' ') },
    expiresColumn(),
    usedColumn(),
    makerColumn(),
    {
      id: 'act',
      head: <span className="sr">Actions</span>,
      num: true,
      cell: (t) =>
        t.state === 'active' ? (
          <Button small look="danger" why={may} onClick={() => revoke.run(t)}>
            Revoke<span className="sr"> {t.name}</span>
          </Button>
        ) : null,
    },
  ]
  return (
    <>
      <Head
        title="API tokens"
        tab="API tokens"
        crumbs={[{ href: '/settings/people', text: 'Settings' }, { text: 'API tokens' }]}
        meta={tokens.data === undefined ? undefined : <AsOf at={tokens.data.asOf} />}
        actions={
          <Button look="primary" icon="plus" why={may} onClick={() => setMaking(true)}>
            Create a token
          </Button>
        }
      />
      <Panel flush>
        <Load query={tokens} what="tokens">
          {(list) => (
            <DataTable
              caption="API tokens"
              columns={columns}
              rows={list.items}
              rowKey={rowKey}
              empty={
                <State
                  art={emptyArt('70ce45')}
                  title="No tokens"
                  actions={
                    <Button small why={may} onClick={() => setMaking(true)}>
                      Create a token
                    </Button>
                  }
                >
                  A token lets the command line or a pipeline act, with roles of its own and an end.
                </State>
              }
            />
          )}
        </Load>
      </Panel>
      {making ? (
        <NewToken
          onClose={() => setMaking(false)}
          onMade={(s) => {
            setMaking(false)
            setSecret(s)
          }}
        />
      ) : null}
      {secret === null ? null : (
        <ShownOnce title="The new token" secret={secret} onClose={() => setSecret(null)}>
          Use it as <span className="mono">SEALWRIGHT_TOKEN</span>.
        </ShownOnce>
      )}
    </>
  )
}
const rowKey = (t: ApiToken): string => t.id

function NewToken({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const [name, setName] = useState('')
  const [picked, setPicked] = useState<readonly Role[]>(['viewer'])
  const [days, setDays] = useState('90')
  const make = useAction(
    () =>
      call('POST', '/tokens', newTokenSchema, {
        name: name.trim(),
        roles: picked,
        expiresInDays: Number(days),
      }),
    { refresh: ['/tokens'], after: (v) => onMade(v.token) },
  )
  return (
    <FormDialog
      title="Create a token"
      action="Create the token"
      act={make}
      why={name.trim() === '' || picked.length === 0 ? 'A name and at least one role' : null}
      onClose={onClose}
      onRun={() => make.run(undefined)}
    >
      <TextField label="Name" value={name} onChange={setName} hint="Where it is used: ci-main" autoFocus />
      <fieldset className="field">
        <legend className="mb2">Roles</legend>
        {roles.map((r) => (
          <Check
            key={r}
            label={r.replace('_', ' ')}
            checked={picked.includes(r)}
            onChange={(on) => setPicked(on ? [...picked, r] : picked.filter((x) => x !== r))}
          />
        ))}
      </fieldset>
      <ExpiresField value={days} onChange={setDays} />
    </FormDialog>
  )
}
