import type { ReactNode } from 'react'
import { clock, day, moment } from './format.ts'
import { Icon } from './Icon.tsx'

export type Step = {
  readonly title: ReactNode
  readonly detail: ReactNode
  readonly entry?: ReactNode
  readonly state: 'done' | 'now' | 'next' | 'failed'
}
/** Facts that must happen in order, each with time and ledger entry. */
export function Stepper({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="stepper">
      {steps.map((s, i) => (
        <li key={i} className={s.state}>
          <div className="line">
            <svg width="18" height="18" viewBox="0 0 18 18" role="img" aria-label={s.state}>
              <circle
                cx="9"
                cy="9"
                r="7"
                fill={s.state === 'done' ? 'currentColor' : 'none'}
                stroke={s.state === 'failed' ? 'var(--fail-solid)' : 'currentColor'}
                strokeWidth="1.6"
                strokeDasharray={s.state === 'next' ? '3 2' : undefined}
              />
              {s.state === 'done' ? (
                <path d="M5.5 9.2 8 11.6 12.5 6.5" fill="none" stroke="var(--on-ink)" strokeWidth="1.7" />
              ) : null}
              {s.state === 'failed' ? (
                <path d="M6 6l6 6M12 6l-6 6" stroke="var(--fail-solid)" strokeWidth="1.7" />
              ) : null}
              {s.state === 'now' ? <circle cx="9" cy="9" r="3" fill="currentColor" /> : null}
            </svg>
            {i < steps.length - 1 ? <span /> : null}
          </div>
          <div className="b mt1">{s.title}</div>
          <div className="t2 sm">{s.detail}</div>
          {s.entry === undefined ? null : <div className="mt1">{s.entry}</div>}
        </li>
      ))}
    </ol>
  )
}

export type LifecycleStep = {
  readonly name: string
  readonly at: string | null
  readonly state: 'done' | 'now' | 'next'
}
export function Lifecycle({ steps }: { steps: readonly LifecycleStep[] }) {
  return (
    <ol className="lifecycle" aria-label="Lifecycle">
      {steps.map((s) => (
        <li key={s.name} className={s.state} {...(s.state === 'now' ? { 'aria-current': 'step' } : {})}>
          <div className="nm">
            {s.state === 'done' ? <Icon name="check" size={13} weight={1.8} /> : null}
            {s.name}
          </div>
          <div className="sm t3">{s.at === null ? 'not yet' : moment(s.at)}</div>
        </li>
      ))}
    </ol>
  )
}

export type TimelineEvent = {
  readonly key: string
  readonly at: string
  readonly text: ReactNode
  readonly seal?: ReactNode
  readonly expected?: boolean
}
/** Day groups; filled dot = recorded, hollow = expected. */
export function Timeline({ events }: { events: readonly TimelineEvent[] }) {
  const rows = events.map((e, i) => ({
    e,
    head: i === 0 || day(events[i - 1]?.at ?? '') !== day(e.at),
    last: i === events.length - 1,
  }))
  return (
    <ol className="tl">
      {rows.map(({ e, head, last }) => (
        <li key={e.key}>
          {head ? <div className="day">{day(e.at)}</div> : null}
          <ul className="bare">
            <li className={`ev${last ? ' last' : ''}`}>
              <time dateTime={e.at} title={moment(e.at, 'ms')}>
                {clock(e.at, 'min')}
              </time>
              <span className={`dot${e.expected ? ' hollow' : ''}`} />
              <span>{e.text}</span>
              <span>{e.seal}</span>
            </li>
          </ul>
        </li>
      ))}
    </ol>
  )
}
