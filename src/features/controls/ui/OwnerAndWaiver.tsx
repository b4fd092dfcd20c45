import { useState } from 'react'
import { anything, call } from '../../../console/api.ts'
import { errorText, useAction } from '../../../console/hooks.ts'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { Dialog } from '../../../design/Dialog.tsx'
import { ErrorSummary, TextField } from '../../../design/Form.tsx'
import { moment } from '../../../design/format.ts'
import { Note } from '../../../design/States.tsx'
import type { Control } from '../contract.ts'
import { wordOf } from './words.ts'

const refresh = ['/controls', '/readiness', '/approvals']
const pathOf = (c: Control): string => `/controls/${encodeURIComponent(c.id)}`

/** Says that a risk is accepted, by whom and until when, and what the test says all the same. */
export function WaiverNote({ control: c }: { control: Control }) {
  const waiver = c.waiver ?? null
  if (waiver === null) return null
  return (
    <div className="mb4">
      <Note kind="inc">
        {waiver.state === 'requested' ? (
          <>
            {waiver.requestedBy} asks to waive this control until {moment(waiver.until)}. Nothing is waived
            before another person decides: <a href="/approvals">approvals</a>.
          </>
        ) : (
          <>
            Waived until {moment(waiver.until)}: asked for by {waiver.requestedBy}, accepted by{' '}
            {waiver.approvedBy}. Its result is {wordOf[c.status]} and stays so. {waiver.reason} Meanwhile:{' '}
            {waiver.compensating}
          </>
        )}
      </Note>
    </div>
  )
}

export function OwnerAndWaiver({ control: c }: { control: Control }) {
  const may = useWhyNot('control.assign')
  const [open, setOpen] = useState<'owner' | 'waive' | null>(null)
  const end = useAction(() => call('DELETE', `${pathOf(c)}/waiver`, anything), {
    refresh,
    say: () => `${c.id} is not waived.`,
    toastErrors: true,
  })
  return (
    <div className="row wrap mt2">
      <Button small why={may} onClick={() => setOpen('owner')}>
        {c.owner === null ? 'Set an owner' : 'Change the owner'}
      </Button>
      {(c.waiver ?? null) === null ? (
        <Button small why={may} onClick={() => setOpen('waive')}>
          Ask for a waiver
        </Button>
      ) : (
        <Button small look="danger" why={may} busy={end.busy} onClick={() => end.run(undefined)}>
          End the waiver
        </Button>
      )}
      {open === 'owner' ? <OwnerDialog control={c} onClose={() => setOpen(null)} /> : null}
      {open === 'waive' ? <WaiverDialog control={c} onClose={() => setOpen(null)} /> : null}
    </div>
  )
}

function OwnerDialog({ control: c, onClose }: { control: Control; onClose: () => void }) {
  const [email, setEmail] = useState(c.owner ?? '')
  const set = useAction(
    () => call('PUT', `${pathOf(c)}/owner`, anything, { owner: email.trim() === '' ? null : email.trim() }),
    { refresh, say: () => `The owner of ${c.id} is set.`, after: onClose },
  )
  return (
    <Dialog
      title={`Owner of ${c.id}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={set.busy} onClick={() => set.run(undefined)}>
            Set the owner
          </Button>
        </>
      }
    >
      <TextField
        label="E-mail"
        type="email"
        value={email}
        onChange={setEmail}
        hint="Somebody active here, who answers for this control. Empty: nobody."
        error={set.error === null ? null : errorText(set.error)}
        autoFocus
      />
    </Dialog>
  )
}

function WaiverDialog({ control: c, onClose }: { control: Control; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const [compensating, setCompensating] = useState('')
  const [until, setUntil] = useState('')
  const ask = useAction(
    () =>
      call('POST', `${pathOf(c)}/waiver`, anything, {
        reason: reason.trim(),
        compensating: compensating.trim(),
        until: `${until}T00:00:00Z`,
      }),
    { refresh, say: () => 'Asked: another person decides under Approvals.', after: onClose },
  )
  const missing = reason.trim().length < 10 || compensating.trim() === '' || until === ''
  return (
    <Dialog
      title={`Waive ${c.id}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={ask.busy}
            why={missing ? 'A reason, what is done meanwhile, and an end' : null}
            onClick={() => ask.run(undefined)}
          >
            Ask for the waiver
          </Button>
        </>
      }
    >
      <div className="form">
        <p className="t2">
          Another person accepts the risk or not. The test runs on and its result stays what it is; lists show
          “waived” beside it, never “pass”.
        </p>
        {ask.error === null ? null : <ErrorSummary title={errorText(ask.error)} errors={[]} />}
        <TextField label="Reason" multiline value={reason} onChange={setReason} autoFocus />
        <TextField
          label="Compensating control"
          multiline
          value={compensating}
          onChange={setCompensating}
          hint="What is done instead meanwhile."
        />
        <TextField label="Until" type="date" value={until} onChange={setUntil} hint="Within 366 days, UTC." />
      </div>
    </Dialog>
  )
}
