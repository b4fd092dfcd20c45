import { callsWhere, isOneOf } from '../../../console/filter.ts'
import { Kv, Panel } from '../../../design/Panel.tsx'
import { Status } from '../../../design/Status.tsx'
import type { CallDetail } from '../contract.ts'

/** Who called, for whom, which version answered, and what was kept. */
export function Attribution({ detail: d }: { detail: CallDetail }) {
  return (
    <Panel title="Attribution">
      <div className="two">
        <Kv
          rows={[
            [
              'Caller',
              d.key === null ? (
                <Status key="c" kind="gap" word="No known key" />
              ) : (
                <a key="c" href={callsWhere(isOneOf('key', [d.key.name || d.key.id]))}>
                  {d.key.name || d.key.id}
                </a>
              ),
            ],
            [
              'End user',
              d.endUser === null ? (
                <span className="t3" key="u">
                  none given
                </span>
              ) : (
                <span key="u">
                  {d.endUser.name}{' '}
                  <span className="t3">
                    ({d.endUser.proof === 'verified' ? 'verified' : 'as the caller asserts'})
                  </span>
                </span>
              ),
            ],
            ...(d.team === null
              ? []
              : [
                  [
                    'Team',
                    <a key="t" href={callsWhere(isOneOf('team', [d.team]))}>
                      {d.team}
                    </a>,
                  ] as const,
                ]),
            [
              'AI system',
              d.system === '' ? (
                <span className="t3" key="s">
                  none
                </span>
              ) : (
                <span key="s">
                  <a href={`/systems/${d.system}`}>{d.system}</a>, {d.environment}
                </span>
              ),
            ],
            [
              'Let in by',
              d.allowedBy.length === 0 ? (
                <span className="t3" key="a">
                  no policy
                </span>
              ) : (
                <span className="mono" key="a">
                  {d.allowedBy.join(' ')}
                </span>
              ),
            ],
          ]}
        />
        <Kv
          rows={[
            [
              'Version',
              d.version === null || d.version === '' ? (
                <span key="v">
                  route <span className="mono">{d.route || 'none'}</span>, none dispatched
                </span>
              ) : (
                <span key="v">
                  route <span className="mono">{d.route}</span>,{' '}
                  <a className="mono" href={`/models/${encodeURIComponent(d.version)}`}>
                    {d.version}
                  </a>
                  {d.fallbackIndex > 0 ? `, fallback ${d.fallbackIndex}` : ''}
                </span>
              ),
            ],
            ['Answer', `HTTP ${d.httpStatus}${d.stream ? ', streamed' : ''}`],
            [
              'Text kept',
              d.payload.state === 'sealed' ? 'sealed, opened for a purpose only' : d.payload.state,
            ],
          ]}
        />
      </div>
    </Panel>
  )
}
