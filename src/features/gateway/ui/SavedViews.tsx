import { useState } from 'react'
import { z } from 'zod'
import { call } from '../../../console/api.ts'
import { errorText, useAction, useApi } from '../../../console/hooks.ts'
import { Button } from '../../../design/Button.tsx'
import { Dialog } from '../../../design/Dialog.tsx'
import { Check, TextField } from '../../../design/Form.tsx'
import { Menu } from '../../../design/Menu.tsx'
import { callsWhere } from '../../../console/filter.ts'
import { nameMax, savedViewSchema, viewsMax, type SavedView } from '../views/contract.ts'

const listSchema = z.object({ items: z.array(savedViewSchema) })
const PATH = '/gateway/views'

/** Goes to a named filter, and keeps the present one under a name. */
export function SavedViews({ q }: { q: string }) {
  const views = useApi(PATH, listSchema).data?.items ?? []
  const [open, setOpen] = useState(false)
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
          ...views.map((v) => ({
            kind: 'link' as const,
            href: callsWhere(v.q),
            label: v.own ? v.name : `${v.name} (shared)`,
          })),
          ...(views.length === 0 ? [] : [{ kind: 'rule' as const }]),
          { kind: 'do', label: 'Save or remove views', run: () => setOpen(true) },
        ]}
      />
      {open ? <ViewsDialog q={q} own={views.filter((v) => v.own)} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function whyNot(q: string, name: string, own: readonly SavedView[]): string | null {
  if (q === '') return 'There is no filter to save'
  if (name === '') return 'Give it a name'
  if (name.length > nameMax) return `At most ${nameMax} characters`
  if (own.length >= viewsMax && !own.some((v) => v.name === name))
    return `${viewsMax} views are kept: remove one first`
  return null
}

function ViewsDialog({ q, own, onClose }: { q: string; own: readonly SavedView[]; onClose: () => void }) {
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const given = name.trim()
  const save = useAction(() => call('PUT', PATH, savedViewSchema, { name: given, q, shared }), {
    refresh: [PATH],
    after: onClose,
  })
  const remove = useAction((id: string) => call('DELETE', `${PATH}/${id}`, z.unknown()), { refresh: [PATH] })
  const error = save.error ?? remove.error
  return (
    <Dialog
      title="Saved views"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            look="primary"
            why={whyNot(q, given, own)}
            busy={save.busy}
            onClick={() => save.run(undefined)}
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
          error={error === null ? null : errorText(error)}
          hint={q === '' ? 'Filter the requests first.' : <span className="mono">{q}</span>}
        />
        <Check
          label="Show it to everybody who reads the log"
          hint="The filter only; whose roles are limited to some systems do not see it."
          checked={shared}
          onChange={setShared}
        />
        {own.map((v) => (
          <div key={v.id} className="row">
            <span className="grow">
              <b>{v.name}</b> <span className="mono sm t3">{v.q}</span>
              {v.shared ? <span className="sm t3">, shared</span> : null}
            </span>
            <Button small busy={remove.busy} onClick={() => remove.run(v.id)}>
              Remove <span className="sr">{v.name}</span>
            </Button>
          </div>
        ))}
      </div>
    </Dialog>
  )
}
