import type { ReactNode } from 'react'
import type { Column } from '../../design/DataTable.tsx'
import { SelectField } from '../../design/Form.tsx'
import { ago, moment, span } from '../../design/format.ts'
import { Status } from '../../design/Status.tsx'

/** What keys of applications and tokens of people have in common: a name, a beginning that is not secret, a state and an end. */
export type Credential = {
  readonly name: string
  readonly prefix: string
  readonly state: 'active' | 'expired' | 'revoked'
  readonly createdBy: string
  readonly expiresAt: string
  readonly lastUsedAt: string | null
}

export const nameColumn = <C extends Credential>(head: string, named: (c: C) => string): Column<C> => ({
  id: 'name',
  head,
  cell: (c) => (
    <>
      <b className="m">{named(c)}</b>
      <span className="mono t3 sm two-line">{c.prefix}…</span>
    </>
  ),
})

const states = {
  active: { kind: 'pass', word: 'Active' },
  expired: { kind: 'stale', word: 'Expired' },
  revoked: { kind: 'na', word: 'Revoked' },
} as const
export const stateColumn = <C extends Credential>(): Column<C> => ({
  id: 'state',
  head: 'State',
  nowrap: true,
  cell: (c) => <Status {...states[c.state]} />,
})

export const expiresColumn = <C extends Credential>(): Column<C> => ({
  id: 'expires',
  head: 'Expires',
  hide: 'mob0',
  nowrap: true,
  cell: (c) => {
    const left = Date.parse(c.expiresAt) - Date.now()
    return (
      <span
        title={moment(c.expiresAt)}
        className={c.state === 'active' && left < WEEK_MS ? 'warn' : undefined}
      >
        {left > 0 ? `in ${span(left)}` : ago(c.expiresAt, Date.now())}
      </span>
    )
  },
})
const WEEK_MS = 7 * 86_400_000

/** `show` turns the time into a link where the uses can be seen. */
export const usedColumn = <C extends Credential>(
  show: (c: C, time: string) => ReactNode = (_, time) => time,
): Column<C> => ({
  id: 'used',
  head: 'Last used',
  hide: 'mob0',
  nowrap: true,
  cell: (c) =>
    c.lastUsedAt === null ? <span className="t3">never</span> : show(c, ago(c.lastUsedAt, Date.now())),
})

export const makerColumn = <C extends Credential>(): Column<C> => ({
  id: 'by',
  head: 'Created by',
  hide: 'opt',
  cell: (c) => c.createdBy,
})

const ends = [
  { value: '1', label: 'in 1 day' },
  { value: '7', label: 'in 7 days' },
  { value: '30', label: 'in 30 days' },
  { value: '90', label: 'in 90 days' },
  { value: '365', label: 'in a year' },
] as const
export function ExpiresField({
  value,
  onChange,
  hint,
}: {
  value: string
  onChange: (days: string) => void
  hint?: ReactNode
}) {
  return (
    <SelectField
      label="Expires"
      value={value}
      onChange={onChange}
      options={ends.map((e) => ({ value: String(e.value), label: e.label }))}
      {...(hint === undefined ? {} : { hint })}
    />
  )
}
