import { listOf, query } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { useAddress, useApi, useGo, useSetParams } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { emptyArt } from '../../../console/Rosette.tsx'
import { useWhyNot } from '../../../console/session.tsx'
import { Button, ButtonLink } from '../../../design/Button.tsx'
import { DataTable, type Column } from '../../../design/DataTable.tsx'
import { ago, count, plural } from '../../../design/format.ts'
import { Panel, Tag } from '../../../design/Panel.tsx'
import { QueryBox } from '../../../design/Query.tsx'
import { IconArt, State } from '../../../design/States.tsx'
import { AsOf, Glyph, Severity } from '../../../design/Status.tsx'
import { systemSchema, type AiSystem } from '../contract.ts'
import { kindWords, missingWords, systemHref } from './words.ts'

const columns: readonly Column<AiSystem>[] = [
  {
    id: 'name',
    head: 'AI system',
    width: '17%',
    cell: (s) => (
      <>
        <a className="b" href={systemHref(s.name)}>
          {s.title || s.name}
        </a>{' '}
        {s.title !== s.name && s.title !== '' ? <span className="mono t3 sm two-line">{s.name}</span> : null}{' '}
        {s.sample ? <Tag>sample</Tag> : null}
        {s.state === 'retired' ? <Tag>retired</Tag> : null}
      </>
    ),
  },
  {
    id: 'risk',
    head: 'Risk',
    nowrap: true,
    cell: (s) =>
      s.risk === null ? (
        <span className="warn row g1">
          <Glyph kind="inc" />
          not assessed
        </span>
      ) : (
        <Severity level={s.risk.class} />
      ),
  },
  { id: 'kind', head: 'Kind', hide: 'opt', nowrap: true, cell: (s) => kindWords[s.kind] },
  {
    id: 'owner',
    head: 'Owner',
    hide: 'mob0',
    cell: (s) =>
      s.owner === null ? (
        <span className="warn">no owner</span>
      ) : (
        <span>
          {s.owner.email}
          {s.owner.acceptedAt === null ? <span className="t3"> not accepted</span> : null}
          {s.owner.active ? null : <span className="bad"> left</span>}
        </span>
      ),
  },
  {
    id: 'purpose',
    head: 'Purpose',
    hide: 'opt',
    cut: true,
    width: '18%',
    cell: (s) => s.purpose ?? <span className="warn">none given</span>,
  },
  {
    id: 'data',
    head: 'Data',
    hide: 'opt',
    cell: (s) =>
      s.dataClasses.length === 0 ? <span className="t3">none named</span> : s.dataClasses.join(', '),
  },
  {
    id: 'missing',
    head: 'Record',
    hide: 'mob0',
    nowrap: true,
    cell: (s) =>
      s.missing.length === 0 ? (
        <span className="st pass">
          <Glyph kind="pass" />
          Complete
        </span>
      ) : (
        <span className="st inc">
          <Glyph kind="inc" />
          {s.missing.length} missing
        </span>
      ),
  },
  {
    id: 'calls',
    head: 'Calls, 24 h',
    num: true,
    cell: (s) => (
      <a href={`/gateway/requests?q=${encodeURIComponent(`system:${s.name} age:<24h`)}`}>
        {count(s.calls24h)}
      </a>
    ),
  },
  {
    id: 'last',
    head: 'Last call',
    num: true,
    hide: 'mob0',
    cell: (s) => (s.lastCallAt === null ? <span className="t3">none</span> : ago(s.lastCallAt, Date.now())),
  },
]

/** The inventory: every AI system with owner, purpose, risk and data; what is missing says so. */
export function Systems() {
  const { params } = useAddress()
  const setParams = useSetParams()
  const go = useGo()
  const q = params.get('q') ?? ''
  const cursor = params.get('cursor')
  const may = useWhyNot('system.write')
  const systems = useApi(`/systems${query({ q, cursor, limit: 50 })}`, listOf(systemSchema), { keep: true })
  return (
    <>
      <Head
        title="AI systems"
        tab="AI systems"
        meta={systems.data === undefined ? undefined : <AsOf at={systems.data.asOf} />}
        actions={
          may === null ? (
            <ButtonLink href="/systems/new" look="primary" icon="plus">
              Register a system
            </ButtonLink>
          ) : (
            <Button why={may}>Register a system</Button>
          )
        }
      />
      <div className="col g3">
        <QueryBox
          value={q}
          onApply={(v) => setParams({ q: v, cursor: null })}
          placeholder="risk:high owner:ana@example.com, or words"
        />
        <Panel flush>
          <Load query={systems} what="AI systems" lines={6}>
            {(data) => (
              <>
                <DataTable
                  caption="AI systems"
                  sticky
                  columns={columns}
                  rows={data.items}
                  rowKey={rowKey}
                  onOpen={(s) => go(systemHref(s.name))}
                  empty={
                    q === '' ? (
                      <State
                        art={emptyArt('a15757')}
                        title="No AI systems registered"
                        actions={
                          <>
                            <ButtonLink small href="/systems/new">
                              Register a system
                            </ButtonLink>
                            <ButtonLink small look="quiet" href="/settings/sample">
                              See a sample company
                            </ButtonLink>
                          </>
                        }
                      >
                        An AI system is a model, service or agent that the company answers for. Controls, keys
                        and evidence hang on it. From a checkout,{' '}
                        <span className="mono">sealwright init</span> registers one too.
                      </State>
                    ) : (
                      <State
                        art={<IconArt name="filter" />}
                        title="0 AI systems match"
                        actions={
                          <Button small onClick={() => setParams({ q: null })}>
                            Clear
                          </Button>
                        }
                      >
                        <span className="mono">{q}</span>
                      </State>
                    )
                  }
                />
                {data.items.length === 0 ? null : (
                  <div className="tf">
                    <span>
                      {plural(data.items.length, 'row')} of {count(data.total)}
                    </span>
                    {data.next === null ? null : (
                      <button
                        type="button"
                        className="linkish right"
                        onClick={() => setParams({ cursor: data.next })}
                      >
                        Next →
                      </button>
                    )}
                    <span className="right">
                      {plural(data.items.filter((s) => s.missing.length > 0).length, 'record')} incomplete:{' '}
                      {[...new Set(data.items.flatMap((s) => s.missing))]
                        .map((m) => missingWords[m] ?? m)
                        .join(', ') || 'nothing missing'}
                    </span>
                  </div>
                )}
              </>
            )}
          </Load>
        </Panel>
      </div>
    </>
  )
}
const rowKey = (s: AiSystem): string => s.name
