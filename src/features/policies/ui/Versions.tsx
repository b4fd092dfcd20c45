import { useState } from 'react'
import { ApiError, call, listOf, type List } from '../../../console/api.ts'
import { errorText, useAction, useApi, useGo } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { activationSchema } from '../../../console/schemas.ts'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { KeyDiff } from '../../../design/Diff.tsx'
import { ConfirmWithReason } from '../../../design/Dialog.tsx'
import { SelectField } from '../../../design/Form.tsx'
import { moment } from '../../../design/format.ts'
import { Panel, Tag } from '../../../design/Panel.tsx'
import { policySchema, type Policy } from '../contract.ts'
import { Mode } from './Policies.tsx'
import { changesSchema } from './schemas.ts'

/** Every version; what lies between two of them; the way back to an earlier one. */
export function Versions({ name }: { name: string }) {
  const query = useApi(`/policies/${name}/versions`, listOf(policySchema))
  return (
    <Load query={query} what="versions">
      {(list) => (
        <div className="stack">
          <All name={name} list={list} />
          {list.items.length < 2 ? null : <Between name={name} list={list} />}
        </div>
      )}
    </Load>
  )
}

function All({ name, list }: { name: string; list: List<Policy> }) {
  const go = useGo()
  const may = useWhyNot('policy.write')
  const [to, setTo] = useState<Policy | null>(null)
  const open = list.items.find((p) => p.state === 'draft' || p.state === 'waiting')
  const back = useAction(
    (wanted: { version: number; comment: string }) =>
      call('POST', `/policies/${name}/rollback`, activationSchema, wanted),
    {
      refresh: ['/policies', '/routes', '/approvals', '/setup'],
      say: (v) =>
        v.state === 'active'
          ? `${name} is back on the earlier rules; the gateway obeys them now.`
          : `${name} waits for another person's approval.`,
      after: (v) => {
        setTo(null)
        if (v.state === 'waiting' && v.approvalId) go(`/approvals/${v.approvalId}`)
      },
    },
  )
  return (
    <Panel flush>
      <SimpleTable
        caption="Versions"
        columns={[
          { head: 'Version' },
          { head: 'State' },
          { head: 'Mode' },
          { head: 'Author' },
          { head: 'Active since', hide: 'mob0' },
          { head: 'Digest', hide: 'mob0' },
          { head: 'Roll back' },
        ]}
        rows={list.items.map((p) => ({
          key: `${p.version}-${p.digest}`,
          cells: [
            String(p.version),
            <Tag key="s" tone={p.state === 'active' ? 'inked' : ''}>
              {p.state}
            </Tag>,
            <Mode key="m" mode={p.mode} />,
            p.author,
            p.activatedAt === null ? (
              <span className="t3" key="a">
                never
              </span>
            ) : (
              moment(p.activatedAt)
            ),
            <span className="hash" key="d">
              {p.digest.slice(0, 12)}
            </span>,
            p.state === 'superseded' ? (
              <Button
                key="r"
                small
                look="quiet"
                why={
                  may ??
                  (open === undefined
                    ? null
                    : `Version ${open.version} is an open draft: activate or discard it first`)
                }
                onClick={() => setTo(p)}
              >
                To version {p.version}
              </Button>
            ) : (
              ''
            ),
          ],
        }))}
      />
      {to === null ? null : (
        <ConfirmWithReason
          title={`Roll ${name} back to version ${to.version}`}
          action="Roll back"
          busy={back.busy}
          error={back.error instanceof ApiError ? errorText(back.error) : null}
          onClose={() => setTo(null)}
          onConfirm={(comment) => back.run({ version: to.version, comment })}
          effect="Its rules become a new version; history stays as it is. What that loosens waits for another person's approval."
        />
      )}
    </Panel>
  )
}

function Between({ name, list }: { name: string; list: List<Policy> }) {
  const options = list.items
    .filter((p) => p.state !== 'discarded')
    .map((p) => ({ value: String(p.version), label: `${p.version} (${p.state})` }))
  const [from, setFrom] = useState(options[1]?.value ?? '')
  const [to, setTo] = useState(options[0]?.value ?? '')
  const diff = useApi(
    from === '' || to === '' || from === to ? null : `/policies/${name}/diff?from=${from}&to=${to}`,
    changesSchema,
  )
  return (
    <Panel title="What lies between two versions">
      <div className="two mb3">
        <SelectField label="From version" value={from} options={options} onChange={setFrom} />
        <SelectField label="To version" value={to} options={options} onChange={setTo} />
      </div>
      {from === to ? (
        <p className="t3">Choose two versions.</p>
      ) : (
        <Load query={diff} what="changes" lines={2}>
          {(c) => <KeyDiff caption={`Changes from ${from} to ${to}`} changes={c} />}
        </Load>
      )}
    </Panel>
  )
}
