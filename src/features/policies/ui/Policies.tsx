import { useState } from 'react'
import { call, listOf, anything } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { errorText, useAction, useApi, useGo } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { emptyArt } from '../../../console/Rosette.tsx'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { DataTable, type Column } from '../../../design/DataTable.tsx'
import { Dialog } from '../../../design/Dialog.tsx'
import { TextField } from '../../../design/Form.tsx'
import { ago } from '../../../design/format.ts'
import { Panel, Tag } from '../../../design/Panel.tsx'
import { State } from '../../../design/States.tsx'
import { AsOf } from '../../../design/Status.tsx'
import { policySchema, type Policy } from '../contract.ts'
import { startingSpec } from './schemas.ts'

const hrefOf = (p: Policy): string => `/gateway/policies/${p.name}`
export function Mode({ mode }: { mode: Policy['mode'] }) {
  const words: Readonly<Record<Policy['mode'], string>> = {
    enforce: 'Enforce',
    observe: 'Observe',
    mixed: 'Some enforce',
    none: 'No guards',
  }
  return <Tag tone={mode === 'enforce' ? 'inked' : mode === 'mixed' ? '' : 'warn'}>{words[mode]}</Tag>
}
const columns: readonly Column<Policy>[] = [
  {
    id: 'name',
    head: 'Policy',
    cell: (p) => (
      <a className="mono b" href={hrefOf(p)}>
        {p.name}
      </a>
    ),
  },
  {
    id: 'version',
    head: 'Version',
    nowrap: true,
    cell: (p) => (
      <>
        {p.version} {p.state === 'active' ? null : <Tag>{p.state}</Tag>}
      </>
    ),
  },
  { id: 'mode', head: 'Mode', nowrap: true, cell: (p) => <Mode mode={p.mode} /> },
  {
    id: 'guards',
    head: 'Guards',
    hide: 'mob0',
    cell: (p) => (
      <span className="t2">
        {[...new Set([...p.spec.input, ...p.spec.output].map((r) => r.guard))].join(', ') || 'none'}
      </span>
    ),
  },
  {
    id: 'routes',
    head: 'Routes',
    hide: 'mob0',
    cell: (p) =>
      p.routes.length === 0 ? (
        <span className="t3">none yet</span>
      ) : (
        <span className="mono sm">{p.routes.join(', ')}</span>
      ),
  },
  { id: 'author', head: 'Author', hide: 'opt', cell: (p) => p.author },
  {
    id: 'since',
    head: 'Active since',
    num: true,
    cell: (p) =>
      p.activatedAt === null ? (
        <span className="t3">not active</span>
      ) : (
        <span title={p.activatedAt}>{ago(p.activatedAt, Date.now())}</span>
      ),
  },
]

/** Policy objects: versioned, observe or enforce per rule. */
export function Policies() {
  const go = useGo()
  const may = useWhyNot('policy.write')
  const [making, setMaking] = useState(false)
  const policies = useApi('/policies', listOf(policySchema))
  return (
    <>
      <Head
        title="Policies"
        tab="Policies"
        crumbs={[{ href: '/gateway/requests', text: 'Gateway' }, { text: 'Policies' }]}
        meta={policies.data === undefined ? undefined : <AsOf at={policies.data.asOf} />}
        actions={
          <Button look="primary" icon="plus" why={may} onClick={() => setMaking(true)}>
            New policy
          </Button>
        }
      />
      <Panel
        flush
        foot="Tightening takes effect when one person activates it. Loosening waits for another person."
      >
        <Load query={policies} what="policies">
          {(data) => (
            <DataTable
              caption="Policies"
              columns={columns}
              rows={data.items}
              rowKey={rowKey}
              onOpen={(p) => go(hrefOf(p))}
              empty={
                <State
                  art={emptyArt('90110c')}
                  title="No policies"
                  actions={
                    <Button small why={may} onClick={() => setMaking(true)}>
                      New policy
                    </Button>
                  }
                >
                  A policy says which guards run on a route, and whether each observes or enforces. Routes
                  without one run no guard.
                </State>
              }
            />
          )}
        </Load>
      </Panel>
      {making ? <NewPolicy onClose={() => setMaking(false)} /> : null}
    </>
  )
}
const rowKey = (p: Policy): string => p.name

function NewPolicy({ onClose }: { onClose: () => void }) {
  const go = useGo()
  const [name, setName] = useState('')
  const make = useAction(() => call('POST', '/policies', anything, { name, spec: startingSpec }), {
    refresh: ['/policies'],
    after: () => go(`/gateway/policies/${name}`),
  })
  const bad =
    name !== '' && !/^[a-z][a-z0-9-]{1,62}$/.test(name)
      ? 'Lower-case letters, digits and dashes, 2 to 63 long.'
      : null
  return (
    <Dialog
      title="New policy"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={make.busy}
            why={name === '' || bad !== null ? 'Give it a name' : null}
            onClick={() => make.run(undefined)}
          >
            Create the draft
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        code
        value={name}
        onChange={setName}
        error={bad ?? (make.error === null ? null : errorText(make.error))}
        hint="It starts as a draft in observe: it reports what it would do and stops nothing."
        autoFocus
      />
    </Dialog>
  )
}
