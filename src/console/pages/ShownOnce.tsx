import type { ReactNode } from 'react'
import { Button } from '../../design/Button.tsx'
import { CopyButton } from '../../design/CopyButton.tsx'
import { Dialog } from '../../design/Dialog.tsx'

/** A secret that exists only now: the server keeps its hash. */
export function ShownOnce({
  title,
  secret,
  children,
  onClose,
}: {
  title: string
  secret: string
  children: ReactNode
  onClose: () => void
}) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <Button look="primary" onClick={onClose}>
          I have stored it
        </Button>
      }
    >
      <p className="t2 mb3">
        {children} It is shown once: only its hash is kept, so nobody can show it again.
      </p>
      <div className="row top">
        <code className="code grow" data-secret>
          {secret}
        </code>
        <CopyButton text={secret} />
      </div>
    </Dialog>
  )
}
