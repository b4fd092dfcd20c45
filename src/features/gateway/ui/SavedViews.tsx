import { useState } from 'react'
import { useSession } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { Dialog } from '../../../design/Dialog.tsx'
import { TextField } from '../../../design/Form.tsx'
import { Menu } from '../../../design/Menu.tsx'
import {
  hrefOfView,
  keepViews,
  nameMax,
  readViews,
  viewsMax,
  withView,
  type SavedView,
} from './saved-views.ts'

/** Goes to a named filter, and keeps the present one under a name. */
export function SavedViews({ q }: { q: string }) {
  const { user, org } = useSession()
  const [who, where] = [user?.id ?? '', org?.id ?? '']
  const [views, setViews] = useState(() => readViews(localStorage, where, who))
  const [open, setOpen] = useState(false)
  const [failed, setFailed] = useState(false)
  const keep = (next: readonly SavedView[]): boolean => {
    const kept = keepViews(localStorage, where, who, next)
    setFailed(!kept)
    if (kept) setViews(next)
    return kept
  }
  return (
    <>
      <Menu
        align="end"
        trigger={
          <button type="button" className="btn s">
            Saved views
          </button>
        }
        items={[
          ...views.map((v) => ({ kind: 'link' as const, href: hrefOfView(v), label: v.name })),
          ...(views.length === 0 ? [] : [{ kind: 'rule' as const }]),
          { kind: 'do', label: 'Save or remove views', run: () => setOpen(true) },
        ]}
      />
      {open ? (
        <ViewsDialog q={q} views={views} failed={failed} onKeep={keep} onClose={() => setOpen(false)} />
      ) : null}
    </>
  )
}

function ViewsDialog({
  q,
  views,
  failed,
  onKeep,
  onClose,
}: {
  q: string
  views: readonly SavedView[]
  failed: boolean
  onKeep: (views: readonly SavedView[]) => boolean
  onClose: () => void
}) {
  const [name, setName] = useState('')
  const given = name.trim()
  const why =
    q === ''
      ? 'There is no filter to save'
      : given === ''
        ? 'Give it a name'
        : given.length > nameMax
          ? `At most ${nameMax} characters`
          : views.length >= viewsMax && !views.some((v) => v.name === given)
            ? `${viewsMax} views are kept: remove one first`
            : null
  return (
    <Dialog
      title="Saved views"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            look="primary"
            why={why}
            onClick={() => {
              if (onKeep(withView(views, { name: given, q }))) onClose()
            }}
          >
            Save this view
          </Button>
        </>
      }
    >
      <div className="form">
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          error={failed ? 'This browser keeps nothing; the address can be kept as a bookmark.' : null}
          hint={q === '' ? 'Filter the requests first.' : <span className="mono">{q}</span>}
        />
        {views.map((v) => (
          <div key={v.name} className="row">
            <span className="grow">
              <b>{v.name}</b> <span className="mono sm t3">{v.q}</span>
            </span>
            <Button small onClick={() => onKeep(views.filter((x) => x.name !== v.name))}>
              Remove <span className="sr">{v.name}</span>
            </Button>
          </div>
        ))}
        <p className="t3 sm">Kept in this browser, for you alone.</p>
      </div>
    </Dialog>
  )
}
