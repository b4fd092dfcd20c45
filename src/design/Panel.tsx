import { useId, type ReactNode } from 'react'

/** A titled sheet. `aside` stands right in the head; `flush` lets a table touch the edges. */
export function Panel({
  title,
  sub,
  aside,
  foot,
  flush = false,
  clip = false,
  bare = false,
  className = '',
  children,
}: {
  title?: ReactNode
  sub?: ReactNode
  aside?: ReactNode
  foot?: ReactNode
  flush?: boolean
  clip?: boolean
  bare?: boolean
  className?: string
  children: ReactNode
}) {
  const id = useId()
  return (
    <section
      className={`panel${flush ? ' flush' : ''}${clip ? ' clip' : ''} ${className}`}
      {...(title === undefined ? {} : { 'aria-labelledby': id })}
    >
      {title === undefined ? null : (
        <div className={`h${bare ? ' bare' : ''}`}>
          <h2 id={id}>{title}</h2>
          {sub === undefined ? null : <span className="t3">{sub}</span>}
          {aside === undefined ? null : <span className="right row wrap">{aside}</span>}
        </div>
      )}
      <div className="c">{children}</div>
      {foot === undefined ? null : <div className="f">{foot}</div>}
    </section>
  )
}

export type KvRow = readonly [key: string, value: ReactNode]
export function Kv({ rows }: { rows: readonly KvRow[] }) {
  return (
    <dl className="kv">
      {rows.map(([key, value]) => (
        <KvItem key={key} name={key} value={value} />
      ))}
    </dl>
  )
}
function KvItem({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
export function Tag({
  children,
  tone = '',
  mono = false,
}: {
  children: ReactNode
  tone?: '' | 'warn' | 'inked'
  mono?: boolean
}) {
  return <span className={`tag ${tone}${mono ? ' mono' : ''}`}>{children}</span>
}
