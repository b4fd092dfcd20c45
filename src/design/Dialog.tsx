import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { Button, IconButton } from './Button.tsx'

/** A modal that names its object. The browser's own dialog traps focus and closes on Escape; focus goes back to what opened it. */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  wide = false,
}: {
  title: ReactNode
  onClose: () => void
  children: ReactNode
  footer?: ReactNode
  wide?: boolean
}) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = ref.current
    if (dialog === null) return
    const opener = document.activeElement
    if (!dialog.open) dialog.showModal()
    return () => {
      dialog.close()
      // The browser gives focus back only while the dialog is in the page; by now it is not.
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    }
  }, [])
  return (
    <dialog
      ref={ref}
      className={`dialog${wide ? ' wide' : ''}`}
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault()
        onClose()
      }}
      onClick={(e) => {
        if (e.target === e.currentTarget) onClose()
      }}
    >
      <div className="dh">
        <h2 id={id} className="grow">
          {title}
        </h2>
        <IconButton icon="x" label="Close" onClick={onClose} />
      </div>
      <div className="dc">{children}</div>
      {footer === undefined ? null : <div className="df">{footer}</div>}
    </dialog>
  )
}

/** Asks why, says what happens, then does it. The reason goes into the ledger, so it has at least `min` characters. */
export function ConfirmWithReason({
  title,
  effect,
  action,
  danger = false,
  min = 10,
  busy,
  error,
  onClose,
  onConfirm,
  reasonLabel = 'Reason',
}: {
  title: ReactNode
  effect: ReactNode
  action: string
  danger?: boolean
  min?: number
  busy: boolean
  error: string | null
  onClose: () => void
  onConfirm: (reason: string) => void
  reasonLabel?: string
}) {
  const [reason, setReason] = useState('')
  const id = useId()
  const short = reason.trim().length < min
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button
            look={danger ? 'danger' : 'primary'}
            busy={busy}
            why={short ? `Give a reason of at least ${min} characters` : null}
            onClick={() => onConfirm(reason.trim())}
          >
            {action}
          </Button>
        </>
      }
    >
      <p className="t2 mb3">{effect}</p>
      <div className="field">
        <label htmlFor={id}>{reasonLabel}</label>
        <textarea
          id={id}
          className="inp"
          value={reason}
          onChange={(e) => setReason(e.target.value)}
          aria-describedby={`${id}-h`}
          {...(error === null ? {} : { 'aria-invalid': true })}
        />
        <span id={`${id}-h`} className="hint">
          At least {min} characters. It goes into the ledger.
        </span>
        {error === null ? null : (
          <span className="err" role="alert">
            {error}
          </span>
        )}
      </div>
    </Dialog>
  )
}
