import { moment, plural } from '../../../design/format.ts'
import { Panel } from '../../../design/Panel.tsx'
import { Glyph } from '../../../design/Status.tsx'
import type { DryRun } from '../contract.ts'
import type { Change } from './schemas.ts'

/** What stands between a change and the gateway. */
export function BeforeEffect({
  run,
  changes,
  hasDraft,
  dirty,
}: {
  run: DryRun | null
  changes: readonly Change[]
  hasDraft: boolean
  dirty: boolean
}) {
  const loosens = changes.filter((c) => c.effect === 'loosens').length
  return (
    <Panel title="Before it takes effect">
      <ul className="bare col g3">
        <Item
          kind={hasDraft && !dirty ? 'pass' : 'gap'}
          title="A saved draft"
          detail={
            hasDraft
              ? dirty
                ? 'what you see is not saved yet'
                : 'its digest is what will be approved and obeyed'
              : 'change a rule and save it'
          }
        />
        <Item
          kind={run === null || run.requests === 0 ? 'gap' : 'pass'}
          title="Dry run on recorded requests"
          detail={
            run === null
              ? 'not run on this draft; it is optional, and costs nothing'
              : `${plural(run.requests, 'request')}, ended ${moment(run.asOf)}`
          }
        />
        <Item
          kind={!hasDraft ? 'gap' : loosens > 0 ? 'inc' : 'pass'}
          title={loosens > 0 ? 'Another person approves' : 'One person is enough'}
          detail={
            !hasDraft
              ? 'decided by what changes'
              : loosens > 0
                ? `${plural(loosens, 'change')} loosen; the author may not approve`
                : 'it only tightens or changes nothing that guards'
          }
        />
      </ul>
    </Panel>
  )
}
function Item({ kind, title, detail }: { kind: 'pass' | 'inc' | 'gap'; title: string; detail: string }) {
  return (
    <li className="row top">
      <span className="mt1">
        <Glyph kind={kind} label={kind === 'pass' ? 'done' : kind === 'inc' ? 'needed' : 'not yet'} />
      </span>
      <span>
        {title}
        <br />
        <span className="t3 sm">{detail}</span>
      </span>
    </li>
  )
}
