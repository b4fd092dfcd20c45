import { useState } from 'react'
import { scopeInWords } from '../../identity/contract.ts'
import { issuerSchema, type CallerIssuer } from '../../identity/issuer-contract.ts'
import { limitInWords, setLimits } from '../../identity/limits.ts'
import { Button } from '../../design/Button.tsx'
import { DataTable, type Column } from '../../design/DataTable.tsx'
import { moment } from '../../design/format.ts'
import { Panel } from '../../design/Panel.tsx'
import { State } from '../../design/States.tsx'
import { AsOf, Status } from '../../design/Status.tsx'
import { anything, call, listOf } from '../api.ts'
import { FormDialog } from '../FormDialog.tsx'
import { Head } from '../Head.tsx'
import { useAction, useApi } from '../hooks.ts'
import { Load } from '../Load.tsx'
import { emptyArt } from '../Rosette.tsx'
import { useWhyNot } from '../session.tsx'
import { IssuerKeys } from './IssuerKeys.tsx'
import { NewIssuer } from './NewIssuer.tsx'

type Issuer = CallerIssuer

/** Identity providers whose tokens open the gateway, instead of a key. */
export function Issuers() {
  const may = useWhyNot('settings.write')
  const issuers = useApi('/issuers', listOf(issuerSchema))
  const [dialog, setDialog] = useState<
    { readonly kind: 'new' } | { readonly kind: 'keys' | 'end'; readonly issuer: Issuer } | null
  >(null)
  const close = (): void => setDialog(null)
  const columns: readonly Column<Issuer>[] = [
    {
      id: 'name',
      head: 'Issuer',
      cell: (i) => (
        <>
          <b className="mono">{i.name}</b>
          <span className="mono t3 sm two-line">{i.issuer}</span>
        </>
      ),
    },
    {
      id: 'state',
      head: 'State',
      nowrap: true,
      cell: (i) => (
        <Status
          kind={i.state === 'trusted' ? 'pass' : 'na'}
          word={i.state === 'trusted' ? 'Trusted' : 'Disabled'}
        />
      ),
    },
    {
      id: 'systems',
      head: 'AI systems',
      cell: (i) => (
        <>
          {i.systems.join(', ')}
          <span className="t3 sm two-line">{i.environment}</span>
        </>
      ),
    },
    {
      id: 'claims',
      head: 'Claims',
      hide: 'opt',
      cell: (i) => (
        <span className="sm">
          user <span className="mono">{i.userClaim}</span>
          {i.systemClaim === null ? null : (
            <>
              , system <span className="mono">{i.systemClaim}</span>
            </>
          )}
          {i.teams === null ? null : (
            <span className="two-line">
              <span className="mono">{i.teamClaim}</span> one of {i.teams.join(', ')}
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'reach',
      head: 'May reach, and how much',
      hide: 'opt',
      cell: (i) => (
        <span className="sm">
          {scopeInWords(i.scope) || <span className="t3">all of its systems</span>}
          {setLimits(i.limits).map(({ name, max }) => (
            <span key={name} className="two-line">
              {limitInWords(name, max)}, all callers together
            </span>
          ))}
        </span>
      ),
    },
    {
      id: 'keys',
      head: 'Keys',
      hide: 'mob0',
      cell: (i) => (
        <span className="sm">
          {i.jwksUrl === null ? `${i.keyIds.length} given` : <span className="mono">{i.jwksUrl}</span>}
          <span className="t3 two-line">{i.algorithms.join(', ')}</span>
        </span>
      ),
    },
    {
      id: 'act',
      head: <span className="sr">Actions</span>,
      num: true,
      cell: (i) =>
        i.state === 'disabled' ? (
          <span className="t3 sm">{i.disabledAt === null ? '' : moment(i.disabledAt)}</span>
        ) : (
          <span className="row end">
            <Button small why={may} onClick={() => setDialog({ kind: 'keys', issuer: i })}>
              Keys<span className="sr"> of {i.name}</span>
            </Button>
            <Button small look="danger" why={may} onClick={() => setDialog({ kind: 'end', issuer: i })}>
              Disable<span className="sr"> {i.name}</span>
            </Button>
          </span>
        ),
    },
  ]
  return (
    <>
      <Head
        title="Issuers"
        tab="Issuers"
        crumbs={[{ href: '/gateway/requests', text: 'Gateway' }, { text: 'Issuers' }]}
        meta={issuers.data === undefined ? undefined : <AsOf at={issuers.data.asOf} />}
        actions={
          <Button look="primary" icon="plus" why={may} onClick={() => setDialog({ kind: 'new' })}>
            Trust an issuer
          </Button>
        }
      />
      <Panel flush>
        <Load query={issuers} what="issuers">
          {(list) => (
            <DataTable
              caption="Issuers"
              columns={columns}
              rows={list.items}
              rowKey={rowKey}
              empty={
                <State
                  art={emptyArt('15a4e2')}
                  title="No issuer is trusted"
                  actions={
                    <Button small why={may} onClick={() => setDialog({ kind: 'new' })}>
                      Trust an issuer
                    </Button>
                  }
                >
                  Applications that have a token of your identity provider (OIDC, JWT) may present it instead
                  of a key; its subject becomes the verified end user of each call.
                </State>
              }
            />
          )}
        </Load>
      </Panel>
      {dialog === null ? null : dialog.kind === 'new' ? (
        <NewIssuer onClose={close} />
      ) : dialog.kind === 'keys' ? (
        <IssuerKeys issuer={dialog.issuer} onClose={close} />
      ) : (
        <Disable issuer={dialog.issuer} onClose={close} />
      )}
    </>
  )
}
const rowKey = (i: Issuer): string => i.id

function Disable({ issuer, onClose }: { issuer: Issuer; onClose: () => void }) {
  const end = useAction(() => call('POST', `/issuers/${issuer.name}/disable`, anything, {}), {
    refresh: ['/issuers'],
    say: () => `${issuer.name} is disabled: its tokens are refused from the next call on.`,
    after: onClose,
  })
  return (
    <FormDialog
      danger
      title={`Disable ${issuer.name}`}
      action={`Disable ${issuer.name}`}
      cancel="Keep it"
      act={end}
      why={null}
      onClose={onClose}
      onRun={() => end.run(undefined)}
    >
      <p className="t2">
        Every call with a token of <span className="mono">{issuer.issuer}</span> is refused with 401 and
        recorded. A disabled issuer is not trusted again under this name: make a new one.
      </p>
    </FormDialog>
  )
}
