import { useEffect, useRef, type KeyboardEvent as ReactKey, type ReactNode } from 'react'

export type Column<R> = {
  readonly id: string
  readonly head: ReactNode
  readonly cell: (row: R) => ReactNode
  readonly num?: boolean
  /** `opt` leaves below 1280 px, `mob0` at 640 px and below. */
  readonly hide?: 'opt' | 'mob0'
  readonly nowrap?: boolean
  /** The one column that is cut with an ellipsis; its full text stands in the row's own page. */
  readonly cut?: boolean
  readonly width?: string
}

/** A row is opened by click, by Enter, or through the link in its first cell; `j` and `k` move. Nothing here decides anything. */
export function DataTable<R>({
  caption,
  columns,
  rows,
  rowKey,
  selected,
  onSelect,
  onOpen,
  sticky = false,
  dense = false,
  empty,
}: {
  caption: string
  columns: readonly Column<R>[]
  rows: readonly R[]
  rowKey: (row: R) => string
  selected?: string | null
  onSelect?: (key: string | null) => void
  onOpen?: (row: R) => void
  sticky?: boolean
  dense?: boolean
  empty?: ReactNode
}) {
  const body = useRef<HTMLTableSectionElement>(null)
  useRowKeys(rows, rowKey, selected ?? null, onSelect, onOpen, body)
  if (rows.length === 0 && empty !== undefined) return <>{empty}</>
  const enter = (row: R) => (event: ReactKey<HTMLTableRowElement>) => {
    if (event.key === 'Enter' && event.target === event.currentTarget) onOpen?.(row)
  }
  return (
    <div
      className={sticky ? 'tblwrap-sticky' : 'tblwrap'}
      tabIndex={0}
      role="region"
      aria-label={`${caption}, table`}
    >
      <table className={`tbl${sticky ? ' sticky' : ''}${dense ? ' dense' : ''}`}>
        <caption className="sr">{caption}</caption>
        <thead>
          <tr>
            {columns.map((c) => (
              <th
                key={c.id}
                scope="col"
                className={headClass(c)}
                {...(c.width === undefined ? {} : { style: { width: c.width } })}
              >
                {c.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row) => {
            const key = rowKey(row)
            const pick = onSelect !== undefined || onOpen !== undefined
            return (
              <tr
                key={key}
                {...(pick
                  ? {
                      'data-row': key,
                      tabIndex: -1,
                      onKeyDown: enter(row),
                      onClick: (e) => {
                        if (!fromControl(e.target)) {
                          onSelect?.(key)
                          onOpen?.(row)
                        }
                      },
                    }
                  : {})}
                {...(selected === key ? { 'aria-selected': true } : {})}
              >
                {columns.map((c) => (
                  <td key={c.id} className={cellClass(c)}>
                    {c.cell(row)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

const headClass = <R,>(c: Column<R>): string => `${c.num ? 'num ' : ''}${c.hide ?? ''}`
const cellClass = <R,>(c: Column<R>): string =>
  `${c.num ? 'num ' : ''}${c.nowrap ? 'nw ' : ''}${c.cut ? 'cut ' : ''}${c.hide ?? ''}`
const fromControl = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('a,button,input,select,label') !== null

/** True while the person types: single-key commands must not fire then. */
export const typing = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input,textarea,select,[contenteditable="true"],dialog,[role="menu"]') !== null

function useRowKeys<R>(
  rows: readonly R[],
  rowKey: (row: R) => string,
  selected: string | null,
  onSelect: ((key: string | null) => void) | undefined,
  onOpen: ((row: R) => void) | undefined,
  body: { readonly current: HTMLTableSectionElement | null },
): void {
  useEffect(() => {
    if (onSelect === undefined) return
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || typing(event.target))
        return
      const at = rows.findIndex((r) => rowKey(r) === selected)
      if (event.key === 'j' || event.key === 'k') {
        const next = rows[Math.min(rows.length - 1, Math.max(0, event.key === 'j' ? at + 1 : at - 1))]
        if (next === undefined) return
        event.preventDefault()
        onSelect(rowKey(next))
        const element = body.current?.querySelector(`[data-row="${CSS.escape(rowKey(next))}"]`)
        if (element instanceof HTMLElement) {
          element.focus({ preventScroll: true })
          element.scrollIntoView({ block: 'nearest' })
        }
      } else if (event.key === 'Enter' && at >= 0 && event.target === document.body) {
        const row = rows[at]
        if (row !== undefined) onOpen?.(row)
      } else if (event.key === 'Escape' && selected !== null) onSelect(null)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [rows, rowKey, selected, onSelect, onOpen, body])
}

export type SimpleColumn = {
  readonly head: ReactNode
  readonly num?: boolean
  readonly hide?: 'opt' | 'mob0'
  readonly width?: string
}
/** A small fixed table inside a panel. */
export function SimpleTable({
  caption,
  columns,
  rows,
  dense = false,
}: {
  caption: string
  columns: readonly SimpleColumn[]
  rows: readonly { readonly key: string; readonly cells: readonly ReactNode[]; readonly selected?: boolean }[]
  dense?: boolean
}) {
  return (
    <div className="tblwrap" tabIndex={0} role="region" aria-label={caption}>
      <table className={`tbl${dense ? ' dense' : ''}`}>
        <caption className="sr">{caption}</caption>
        <thead>
          <tr>
            {columns.map((c, i) => (
              <th
                key={i}
                scope="col"
                className={`${c.num ? 'num ' : ''}${c.hide ?? ''}`}
                {...(c.width === undefined ? {} : { style: { width: c.width } })}
              >
                {c.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} {...(row.selected ? { 'aria-selected': true } : {})}>
              {row.cells.map((cell, i) => (
                <td key={i} className={`${columns[i]?.num ? 'num ' : ''}${columns[i]?.hide ?? ''}`}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
