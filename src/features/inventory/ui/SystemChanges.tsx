import { useState } from 'react'
import { anything, call } from '../../../console/api.ts'
import { errorText, useAction } from '../../../console/hooks.ts'
import { Button } from '../../../design/Button.tsx'
import { ConfirmWithReason, Dialog } from '../../../design/Dialog.tsx'
import { ErrorSummary, TextField } from '../../../design/Form.tsx'
import { count } from '../../../design/format.ts'
import type { AiSystem } from '../contract.ts'
import { riskQuestions } from './words.ts'

const refresh = ['/systems', '/controls', '/readiness', '/setup']

/** What is changed about a system: its end, its owner, its purpose. */
export function Retire({ system: s, onClose }: { system: AiSystem; onClose: () => void }) {
  const act = useAction((reason: string) => call('POST', `/systems/${s.name}/retire`, anything, { reason }), {
    refresh,
    say: () => `${s.name} is retired.`,
    after: onClose,
  })
  return (
    <ConfirmWithReason
      danger
      title={`Retire ${s.title || s.name}`}
      effect={`Its keys stop working and its routes close. The record, its history and its evidence stay. ${count(s.calls24h)} calls came in the last 24 h.`}
      action={`Retire ${s.name}`}
      busy={act.busy}
      error={act.error === null ? null : errorText(act.error)}
      onClose={onClose}
      onConfirm={act.run}
    />
  )
}
export function Owner({ system: s, onClose }: { system: AiSystem; onClose: () => void }) {
  const [email, setEmail] = useState('')
  const [reason, setReason] = useState('')
  const act = useAction(() => call('POST', `/systems/${s.name}/owner`, anything, { email, reason }), {
    refresh,
    say: () => `${email} is asked to accept ${s.name}.`,
    after: onClose,
  })
  return (
    <Dialog
      title={`Owner of ${s.title || s.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={act.busy}
            why={email === '' || reason.trim().length < 3 ? 'Name a person and a reason' : null}
            onClick={() => act.run(undefined)}
          >
            Change the owner
          </Button>
        </>
      }
    >
      <div className="form">
        {act.error === null ? null : <ErrorSummary title={errorText(act.error)} errors={[]} />}
        <TextField
          label="New owner"
          type="email"
          value={email}
          onChange={setEmail}
          hint="A person of this workspace; they accept it themselves."
          autoFocus
        />
        <TextField label="Reason" multiline value={reason} onChange={setReason} />
      </div>
    </Dialog>
  )
}
export function Purpose({ system: s, onClose }: { system: AiSystem; onClose: () => void }) {
  const [purpose, setPurpose] = useState(s.purpose ?? '')
  const [data, setData] = useState(s.dataClasses.join(', '))
  const [reason, setReason] = useState('')
  const [risk, setRisk] = useState(s.risk?.answers ?? null)
  const act = useAction(
    () =>
      call('PATCH', `/systems/${s.name}`, anything, {
        revision: s.revision,
        ...(purpose.trim() === '' ? {} : { purpose: purpose.trim() }),
        dataClasses: data
          .split(',')
          .map((d) => d.trim())
          .filter(Boolean),
        ...(risk === null ? {} : { risk }),
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      }),
    { refresh, say: () => `${s.name} is changed; the entry is in the ledger.`, after: onClose },
  )
  return (
    <Dialog
      title={`Record of ${s.title || s.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={act.busy} onClick={() => act.run(undefined)}>
            Save the record
          </Button>
        </>
      }
    >
      <div className="form">
        {act.error === null ? null : <ErrorSummary title={errorText(act.error)} errors={[]} />}
        <TextField label="Purpose" multiline value={purpose} onChange={setPurpose} />
        <TextField label="Data classes" value={data} onChange={setData} hint="Comma-separated" />
        <fieldset className="field">
          <legend className="mb2">Risk answers</legend>
          {riskQuestions.map(([key, text]) => (
            <label className="check" key={key}>
              <input
                type="checkbox"
                checked={risk?.[key] ?? false}
                onChange={(e) =>
                  setRisk({
                    personalData: false,
                    customerFacing: false,
                    decidesAboutPeople: false,
                    actsOnItsOwn: false,
                    regulatedSector: false,
                    ...risk,
                    [key]: e.target.checked,
                  })
                }
              />
              <span>{text}</span>
            </label>
          ))}
        </fieldset>
        <TextField
          label="Reason for the change"
          value={reason}
          onChange={setReason}
          hint="Goes into the ledger."
        />
      </div>
    </Dialog>
  )
}
