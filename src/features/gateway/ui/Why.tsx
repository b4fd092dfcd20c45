import { guardWords } from '../../../console/guard-words.ts'
import type { CallDetail } from '../contract.ts'

/** One sentence: what decided this call, and by which policy. */
export function Why({ detail: d }: { detail: CallDetail }) {
  const hit =
    d.guards.find((g) => g.action === 'block' && g.mode === 'enforce') ??
    d.guards.find((g) => ['mask', 'tokenise', 'repair'].includes(g.action) && g.mode === 'enforce') ??
    d.guards.find((g) => g.action !== 'none')
  const policy =
    d.policy === null ? null : (
      <>
        {' '}
        Policy{' '}
        <a href={`/gateway/policies/${d.policy.name}`}>
          {d.policy.name}@{d.policy.version}
        </a>
        .
      </>
    )
  const fallback =
    d.fallbackIndex === 0 ? null : (
      <>
        {' '}
        The first choice did not answer: <span className="mono">{d.version}</span> is fallback{' '}
        {d.fallbackIndex}.
      </>
    )
  if (d.verdict === 'refused')
    return (
      <>
        refused before any guard ran, HTTP {d.httpStatus}, <span className="mono">{d.code}</span>
        {d.decidedBy === '' ? '' : `: ${d.decidedBy}`}.
      </>
    )
  if (hit !== undefined) {
    const did =
      hit.mode === 'observe'
        ? `would have been acted on (${hit.action}), but only observes`
        : hit.action === 'block'
          ? 'blocks on this route'
          : hit.action === 'mask'
            ? 'masks what it finds'
            : hit.action === 'tokenise'
              ? 'puts pseudonyms in its place, turned back in the answer'
              : hit.action === 'repair'
                ? 'mended the answer'
                : 'flags it'
    return (
      <>
        {guardWords(hit.guard).toLowerCase()} scored {Number(hit.score).toFixed(2)} (limit{' '}
        {Number(hit.threshold).toFixed(2)}, {hit.mode}) on the {hit.side === 'input' ? 'request' : 'answer'}{' '}
        and {did}.{policy}
        {fallback}
      </>
    )
  }
  if (d.verdict === 'failed' || d.verdict === 'cut' || d.verdict === 'unknown')
    return (
      <>
        <span className="mono">{d.code || d.verdict}</span>
        {d.decidedBy === '' ? '' : `, ${d.decidedBy}`}; no guard acted.{policy}
      </>
    )
  return (
    <>
      {d.guards.length === 0
        ? 'no guard is configured for this route'
        : `${d.guards.length} guard runs found nothing that counts`}
      .{policy}
      {fallback}
    </>
  )
}
