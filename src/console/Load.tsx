import type { ReactNode } from 'react'
import { Button, ButtonLink } from '../design/Button.tsx'
import { GlyphArt, IconArt, Skeleton, State } from '../design/States.tsx'
import { asApiError, sentence, type Loadable } from './hooks.ts'

/** Draws one of: loading, forbidden, not found, error, data. Old data stays while newer is fetched. */
export function Load<T>({
  query,
  what,
  lines = 4,
  children,
}: {
  query: Loadable<T>
  what: string
  lines?: number
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error !== null)
    return <Failure error={query.error} what={what} onRetry={() => void query.refetch()} />
  return <Skeleton lines={lines} label={`Reading ${what}`} />
}

export function Failure({ error, what, onRetry }: { error: Error; what: string; onRetry?: () => void }) {
  const { problem, requestId } = asApiError(error)
  const retry =
    onRetry === undefined ? undefined : (
      <Button small onClick={onRetry}>
        Try again
      </Button>
    )
  if (problem.status === 403)
    return (
      <State
        art={<IconArt name="lock" />}
        title={`You may not see ${what}`}
        role="alert"
        after={problem.where}
      >
        {sentence(problem.detail)}
        {problem.fix === undefined ? '' : ` ${sentence(problem.fix)}`}
      </State>
    )
  if (problem.status === 404)
    return (
      <State
        art={<IconArt name="search" />}
        title={`No such ${what} here`}
        role="alert"
        actions={
          <ButtonLink small href="/">
            Home
          </ButtonLink>
        }
      >
        {sentence(problem.detail)} It may belong to another workspace.
      </State>
    )
  return (
    <State
      art={<GlyphArt kind={problem.code === 'unreachable' ? 'inc' : 'fail'} />}
      title={`${what.charAt(0).toUpperCase()}${what.slice(1)} could not be read`}
      role="alert"
      actions={
        <>
          {retry}
          <ButtonLink small look="quiet" href="/settings/health">
            System health
          </ButtonLink>
        </>
      }
      after={requestId === null ? undefined : `Reference ${requestId}`}
    >
      <span className="mono sm">{problem.code}</span> {sentence(problem.detail)}{' '}
      {problem.where === undefined ? '' : sentence(problem.where)}{' '}
      {problem.fix === undefined ? '' : sentence(problem.fix)} Nothing was changed.
    </State>
  )
}
