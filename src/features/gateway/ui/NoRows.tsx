import { chipText, read, without } from '../../../console/filter.ts'
import { emptyArt } from '../../../console/Rosette.tsx'
import { Button, ButtonLink } from '../../../design/Button.tsx'
import { count } from '../../../design/format.ts'
import { IconArt, State } from '../../../design/States.tsx'
import type { CallFacets } from '../contract.ts'

/** Why no row stands here: nothing came yet, or the filter takes all. */
export function NoRows({
  q,
  facets,
  onApply,
}: {
  q: string
  facets: CallFacets | undefined
  onApply: (q: string) => void
}) {
  if (q === '')
    return (
      <State
        art={emptyArt('1f3a90')}
        title="No requests yet"
        actions={
          <>
            <ButtonLink small href="/setup">
              Send the first request
            </ButtonLink>
            <ButtonLink small look="quiet" href="/settings/sample">
              See a sample company
            </ButtonLink>
          </>
        }
      >
        Each call that an application sends through the gateway is recorded here, refusals included, before
        its answer leaves. None has come yet.
      </State>
    )
  const { terms } = read(q)
  const last = terms[terms.length - 1]
  return (
    <State
      art={<IconArt name="filter" />}
      title={`0 of ${facets === undefined ? 'all' : count(facets.total)} requests match`}
      actions={
        <>
          {last === undefined ? null : (
            <Button small onClick={() => onApply(without(q, terms.length - 1))}>
              Drop {chipText(last)}
            </Button>
          )}
          <Button small look="quiet" onClick={() => onApply('')}>
            Clear all
          </Button>
        </>
      }
    >
      <span className="mono sm">{q}</span>
    </State>
  )
}
