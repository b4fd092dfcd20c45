import { Spark } from '../../../design/Charts.tsx'
import { Glyph, type StatusKind } from '../../../design/Status.tsx'
import type { Control, Readiness } from '../contract.ts'
import { criterionKind, criterionWord, groupBySeries, passingPerDay } from './words.ts'

const legendOrder: readonly (readonly [StatusKind, string])[] = [
  ['pass', 'pass'],
  ['fail', 'fail'],
  ['inc', 'inconclusive'],
  ['stale', 'stale'],
  ['gap', 'no control'],
  ['na', 'not applicable'],
]

/** One row per series, one glyph per criterion, the 30-day line, and "3/5": a count anyone can recount. */
export function CriteriaGrid({
  readiness,
  controls,
  brief = false,
}: {
  readiness: Readiness
  controls: readonly Control[]
  /** Series that nothing answers share one line. */
  brief?: boolean
}) {
  const groups = groupBySeries(readiness.criteria)
  const answered = brief ? groups.filter((g) => g.criteria.some((c) => c.status !== 'no_control')) : groups
  const silent = groups.filter((g) => !answered.includes(g))
  return (
    <div className="tblwrap" tabIndex={0} role="region" aria-label="Readiness by criterion, table">
      <table className="tbl dense">
        <caption className="sr">Readiness by criterion</caption>
        <thead>
          <tr>
            <th scope="col">Series</th>
            <th scope="col">Each criterion</th>
            <th scope="col" className="mob0">
              30 days
            </th>
            <th scope="col" className="num">
              Pass
            </th>
          </tr>
        </thead>
        <tbody>
          {answered.map((g) => {
            const passing = g.criteria.filter((c) => c.status === 'pass').length
            return (
              <tr key={g.id}>
                <td className="series">
                  <a href={`/compliance/readiness?q=${g.id}`} className="mono b">
                    {g.id}
                  </a>{' '}
                  <span className="t2 sm mob0-inline">{g.name}</span>
                </td>
                <td>
                  <span className="cells">
                    {g.criteria.map((c) => (
                      <span key={c.id} title={`${c.id} ${criterionWord[c.status]}`}>
                        <Glyph
                          kind={criterionKind[c.status]}
                          size={15}
                          label={`${c.id} ${criterionWord[c.status]}`}
                        />
                      </span>
                    ))}
                  </span>
                </td>
                <td className="mob0">
                  <Spark
                    values={passingPerDay(g, controls)}
                    max={g.criteria.length}
                    label={`${g.id}: criteria passing, 30 days, now ${passing} of ${g.criteria.length}`}
                  />
                </td>
                <td className="num">
                  <a href={`/compliance/readiness?q=${g.id}`}>
                    {passing}
                    <span className="t3">/{g.criteria.length}</span>
                  </a>
                </td>
              </tr>
            )
          })}
          {silent.length === 0 ? null : (
            <tr>
              <td colSpan={4} className="t2 sm">
                <span className="row wrap g1">
                  <Glyph kind="gap" size={13} />
                  No control yet:{' '}
                  {silent.map((g) => (
                    <a key={g.id} className="mono tap" href={`/compliance/readiness?q=${g.id}`}>
                      {g.id}
                    </a>
                  ))}{' '}
                  <span className="right t3">0/{silent.reduce((n, g) => n + g.criteria.length, 0)}</span>
                </span>
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}
export function CriteriaLegend({ readiness }: { readiness: Readiness }) {
  const n = (kind: StatusKind): number =>
    readiness.criteria.filter((c) => criterionKind[c.status] === kind).length
  return (
    <span className="legend">
      {legendOrder
        .filter(([kind]) => n(kind) > 0)
        .map(([kind, word]) => (
          <a key={kind} href={`/compliance/readiness?q=${encodeURIComponent(word)}`}>
            <Glyph kind={kind} size={13} />
            {n(kind)} {word}
          </a>
        ))}
    </span>
  )
}
