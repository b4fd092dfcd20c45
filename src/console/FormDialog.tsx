import type { ReactNode } from 'react'
import { Button } from '../design/Button.tsx'
import { Dialog } from '../design/Dialog.tsx'
import { ErrorSummary, type FieldError } from '../design/Form.tsx'
import { errorText, type Action } from './hooks.ts'

/** A dialog that asks for some fields and then does one thing: what is missing is said at its button, what the server refused above the fields. */
export function FormDialog({
  title,
  action,
  act,
  why,
  errors = [],
  wide = false,
  cancel = 'Cancel',
  danger = false,
  onRun,
  onClose,
  children,
}: {
  title: ReactNode
  /** Verb and object. */
  action: string
  act: Pick<Action<never>, 'busy' | 'error'>
  why: string | null
  errors?: readonly FieldError[]
  wide?: boolean
  cancel?: string
  danger?: boolean
  onRun: () => void
  onClose: () => void
  children: ReactNode
}) {
  return (
    <Dialog
      wide={wide}
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button look={danger ? 'danger' : 'primary'} busy={act.busy} why={why} onClick={onRun}>
            {action}
          </Button>
        </>
      }
    >
      <div className="form">
        {act.error === null ? null : <ErrorSummary title={errorText(act.error)} errors={[]} />}
        {errors.length === 0 ? null : <ErrorSummary title="Not yet right" errors={errors} />}
        {children}
      </div>
    </Dialog>
  )
}
