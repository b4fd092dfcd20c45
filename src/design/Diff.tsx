import { Tag } from './Panel.tsx'
import { SimpleTable } from './DataTable.tsx'

export type KeyChange = {
  readonly path: string
  readonly before: string | null
  readonly after: string | null
  readonly effect?: 'tightens' | 'loosens' | 'neutral'
}
/** Changes by key: a sign in front, no strike, so that digits stay legible. */
export function KeyDiff({ caption, changes }: { caption: string; changes: readonly KeyChange[] }) {
  if (changes.length === 0) return <p className="t3">No change: both sides have the same digest.</p>
  const withEffect = changes.some((c) => c.effect !== undefined)
  return (
    <SimpleTable
      dense
      caption={caption}
      columns={[
        { head: 'Key' },
        { head: 'Before' },
        { head: 'After' },
        ...(withEffect ? [{ head: 'Effect' }] : []),
      ]}
      rows={changes.map((c) => ({
        key: c.path,
        cells: [
          <span className="mono any" key="p">
            {c.path}
          </span>,
          c.before === null ? (
            <span className="t3" key="b">
              none
            </span>
          ) : (
            <del className={`mono${c.before.length < 40 ? ' nw' : ''}`} key="b">
              {c.before}
            </del>
          ),
          c.after === null ? (
            <span className="t3" key="a">
              none
            </span>
          ) : (
            <ins className={`mono${c.after.length < 40 ? ' nw' : ''}`} key="a">
              {c.after}
            </ins>
          ),
          ...(withEffect
            ? [
                <Tag key="e" tone={c.effect === 'loosens' ? 'warn' : ''}>
                  {c.effect ?? 'neutral'}
                </Tag>,
              ]
            : []),
        ],
      }))}
    />
  )
}

export type YamlLine = { readonly text: string; readonly was?: string | null }
/** YAML with line numbers; changed lines carry a sign and what they were. */
export function YamlView({ lines, label }: { lines: readonly YamlLine[]; label: string }) {
  return (
    <div className="yaml" tabIndex={0} role="region" aria-label={label}>
      {lines.map((line, i) => {
        const key = /^(\s*(?:- )?)([\w.]+):(.*)$/.exec(line.text)
        return (
          <div key={i} className={line.was === undefined ? undefined : 'changed'}>
            <span className="ln" aria-hidden="true">
              {i + 1}
            </span>
            <span className="sg">{line.was === undefined ? '' : '+'}</span>
            <span className="tx">
              {key === null ? (
                line.text
              ) : (
                <>
                  {key[1]}
                  <b>{key[2]}</b>:{key[3]}
                </>
              )}
            </span>
            <span className="was">
              {line.was === undefined ? '' : line.was === null ? 'added' : `was ${line.was}`}
            </span>
          </div>
        )
      })}
    </div>
  )
}
