import { useState } from 'react'
import { useSession } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { Dialog } from '../../../design/Dialog.tsx'
import { Check } from '../../../design/Form.tsx'
import { callColumns, type CallColumn } from './columns.tsx'
import { fixedColumns, keepColumns, readColumns, usualColumns } from './column-choice.ts'

/** The columns of this person, in the table's own order, and the way to change them. */
export function useColumns(): {
  readonly columns: readonly CallColumn[]
  readonly choose: (ids: readonly string[]) => void
} {
  const { user, org } = useSession()
  const [who, where] = [user?.id ?? '', org?.id ?? '']
  const [ids, setIds] = useState(() => readColumns(localStorage, where, who, callColumns))
  return {
    columns: callColumns.filter((c) => ids.includes(c.id)),
    choose: (next) => {
      // A browser that keeps nothing shows the choice until the page is left.
      keepColumns(localStorage, where, who, next)
      setIds(next)
    },
  }
}

export function ColumnChooser({
  columns,
  onChoose,
}: {
  columns: readonly CallColumn[]
  onChoose: (ids: readonly string[]) => void
}) {
  const [open, setOpen] = useState(false)
  const on = columns.map((c) => c.id)
  return (
    <>
      <Button small icon="cols" onClick={() => setOpen(true)}>
        Columns {columns.length} of {callColumns.length}
      </Button>
      {open ? (
        <Dialog
          title="Columns"
          onClose={() => setOpen(false)}
          footer={
            <>
              <Button onClick={() => onChoose(usualColumns(callColumns))}>The usual ones</Button>
              <Button look="primary" onClick={() => setOpen(false)}>
                Show {columns.length} columns
              </Button>
            </>
          }
        >
          <p className="t3 sm mb2">Narrow windows show fewer. Kept in this browser, for you alone.</p>
          <div className="two tight">
            {callColumns.map((c) =>
              fixedColumns.includes(c.id) ? (
                <span key={c.id} className="t3">
                  {c.name}, always
                </span>
              ) : (
                <Check
                  key={c.id}
                  label={c.name}
                  checked={on.includes(c.id)}
                  onChange={(checked) => onChoose(checked ? [...on, c.id] : on.filter((id) => id !== c.id))}
                />
              ),
            )}
          </div>
        </Dialog>
      ) : null}
    </>
  )
}
