import { Waterfall, type Stage } from '../../../design/Charts.tsx'
import { Panel } from '../../../design/Panel.tsx'
import type { CallDetail } from '../contract.ts'

const stageNames: readonly (readonly [key: string, name: string, kind: Stage['kind']])[] = [
  ['authenticate', 'authenticate key', 'own'],
  ['admit', 'authorise, limits', 'own'],
  ['guardIn', 'guards: input', 'guard'],
  ['intent', 'intent durable', 'evidence'],
  ['upstream', 'upstream', 'upstream'],
  ['guardOut', 'guards: output', 'guard'],
  ['outcome', 'outcome durable', 'evidence'],
]
/** Where the time went, stage by stage. */
export function Latency({ detail: d }: { detail: CallDetail }) {
  let at = 0
  const stages = stageNames.flatMap(([key, name, kind]): Stage[] => {
    const us = d.timingsUs[key]
    if (us === undefined || us <= 0) return []
    const stage = { name, startMs: at, ms: us / 1000, kind }
    at += stage.ms
    return [stage]
  })
  const total = (d.timingsUs.total ?? d.durationMs * 1000) / 1000
  const upstream = (d.timingsUs.upstream ?? 0) / 1000
  return (
    <Panel
      title="Latency"
      sub={`${total < 100 ? total.toFixed(1) : Math.round(total)} ms in all, ${upstream === 0 ? 'upstream not called' : `upstream ${upstream < 100 ? upstream.toFixed(1) : Math.round(upstream)} ms`}`}
    >
      {stages.length === 0 ? (
        <p className="t3">No stage times were recorded.</p>
      ) : (
        <Waterfall stages={stages} totalMs={total} />
      )}
    </Panel>
  )
}
