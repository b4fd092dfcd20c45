import type { ReactNode } from 'react'
import { keySchema, type VirtualKey } from '../../identity/contract.ts'
import { issuerSchema, type CallerIssuer } from '../../identity/issuer-contract.ts'
import { limitInWords, setLimits, type LimitName, type LimitSpec } from '../../identity/limits.ts'
import { callFacetsSchema } from '../../features/gateway/contract.ts'
import { policySchema, type Policy } from '../../features/policies/contract.ts'
import { ButtonLink } from '../../design/Button.tsx'
import { SimpleTable } from '../../design/DataTable.tsx'
import { count } from '../../design/format.ts'
import { Panel } from '../../design/Panel.tsx'
import { State } from '../../design/States.tsx'
import { AsOf } from '../../design/Status.tsx'
import { listOf, query } from '../api.ts'
import { callsWhere, isOneOf } from '../filter.ts'
import { Head } from '../Head.tsx'
import { useApi } from '../hooks.ts'
import { Load } from '../Load.tsx'
import { emptyArt } from '../Rosette.tsx'

type Row = {
  readonly id: string
  readonly who: ReactNode
  readonly kind: string
  readonly name: LimitName
  readonly max: number
  readonly place: ReactNode
  /** Filter of the calls that it refused. */
  readonly q: string | null
}
/** Refusals that a limit made, in the log's grammar. */
const refusals =
  'code:rate_limit_exceeded,concurrency_limit_exceeded,token_limit_exceeded,cost_limit_exceeded'

/** Every limit that is set, on whom, and where it is changed. */
export function Limits() {
  const keys = useApi('/keys?limit=200', listOf(keySchema))
  const policies = useApi('/policies?limit=200', listOf(policySchema))
  const issuers = useApi('/issuers?limit=200', listOf(issuerSchema))
  const refused = useApi(`/calls/facets${query({ q: `${refusals} age:<24h` })}`, callFacetsSchema, {
    everyMs: 30_000,
  })
  const rows = [
    ...(keys.data?.items ?? []).filter((k) => k.state === 'active').flatMap(ofKey),
    ...(issuers.data?.items ?? []).filter((i) => i.state === 'trusted').flatMap(ofIssuer),
    ...(policies.data?.items ?? []).filter((p) => p.activatedAt !== null).flatMap(ofPolicy),
  ]
  return (
    <>
      <Head
        title="Limits"
        tab="Limits"
        crumbs={[{ href: '/gateway/requests', text: 'Gateway' }, { text: 'Limits' }]}
        meta={policies.data === undefined ? undefined : <AsOf at={policies.data.asOf} />}
        actions={<ButtonLink href={callsWhere(`${refusals} age:<24h`)}>Refused in 24 h</ButtonLink>}
      />
      <div className="stack">
        <Panel
          flush
          title="Limits in force"
          sub="each call reserves what it may use from all of its limits, or is refused with 429"
          foot={
            refused.data === undefined ? undefined : (
              <span>
                <b>{count(refused.data.matched)}</b> of {count(refused.data.total)} recorded calls were
                refused by a limit in 24 h.
              </span>
            )
          }
        >
          <Load query={policies} what="limits">
            {() =>
              rows.length === 0 ? (
                <State art={emptyArt('11a17e')} title="No limit is set">
                  A limit bounds requests, tokens or cost of a key, a route, an end user, a whole AI system or
                  a model. Set it on a <a href="/gateway/keys">key</a> or in a{' '}
                  <a href="/gateway/policies">policy</a>.
                </State>
              ) : (
                <SimpleTable
                  caption="Limits"
                  columns={[
                    { head: 'Who' },
                    { head: 'Limit' },
                    { head: 'Counted' },
                    { head: 'Set in', hide: 'mob0' },
                    { head: 'Its refusals', hide: 'mob0' },
                  ]}
                  rows={rows.map((r) => ({
                    key: r.id,
                    cells: [
                      r.who,
                      <b key="l" className="m">
                        {limitInWords(r.name, r.max).replace(/^\d+/, (n) => count(Number(n)))}
                      </b>,
                      <span key="k" className="t2">
                        {r.kind}, {windowOf(r.name)}
                      </span>,
                      r.place,
                      r.q === null ? (
                        <span key="r" className="t3">
                          no calls of its own
                        </span>
                      ) : (
                        <a key="r" href={callsWhere(`${refusals} ${r.q}`)}>
                          Show
                          <span className="sr"> calls refused by {r.name}</span>
                        </a>
                      ),
                    ],
                  }))}
                />
              )
            }
          </Load>
        </Panel>
      </div>
    </>
  )
}
const windowOf = (name: LimitName): string =>
  name === 'concurrentRequests'
    ? 'at this moment'
    : name.endsWith('PerMinute')
      ? 'over any rolling minute'
      : name.startsWith('costPerMonth')
        ? 'over the UTC month'
        : 'over the UTC day'

const rowsOf = (
  id: string,
  limits: LimitSpec | undefined,
  rest: Omit<Row, 'id' | 'name' | 'max'>,
): readonly Row[] =>
  setLimits(limits ?? {}).map(({ name, max }) => ({ id: `${id} ${name}`, name, max, ...rest }))

const ofKey = (k: VirtualKey): readonly Row[] =>
  rowsOf(`key ${k.id}`, k.limits, {
    who: (
      <>
        <b className="m">{k.name || k.prefix}</b> <span className="t3">key of {k.system}</span>
      </>
    ),
    kind: 'calls of this key',
    place: <a href="/gateway/keys">its key</a>,
    q: k.name === '' ? null : isOneOf('key', [k.name]),
  })
const ofIssuer = (i: CallerIssuer): readonly Row[] =>
  rowsOf(`issuer ${i.id}`, i.limits, {
    who: (
      <>
        <b className="mono">{i.name}</b> <span className="t3">issuer</span>
      </>
    ),
    kind: 'all its callers together',
    place: <a href="/gateway/issuers">its issuer</a>,
    q: null,
  })
function ofPolicy(p: Policy): readonly Row[] {
  const place = (
    <a className="mono" href={`/gateway/policies/${p.name}`}>
      {p.name}@{p.version}
    </a>
  )
  const routes =
    p.routes.length === 0 ? (
      <span className="t3">no route yet</span>
    ) : (
      <b className="mono">{p.routes.join(', ')}</b>
    )
  const part = (id: string, limits: LimitSpec | undefined, kind: string): readonly Row[] =>
    rowsOf(`${p.id} ${id}`, limits, {
      who: (
        <>
          {routes} <span className="t3">{p.routes.length === 1 ? 'route' : 'routes'}</span>
        </>
      ),
      kind,
      place,
      q: p.routes.length === 0 ? null : isOneOf('route', p.routes),
    })
  return [
    ...part('route', p.spec.limits, 'all calls of each route'),
    ...part('user', p.spec.userLimits, 'each end user of the AI system'),
    ...part('system', p.spec.systemLimits, 'the AI system over all its routes'),
    ...part('model', p.spec.modelLimits, 'each model behind it'),
  ]
}
