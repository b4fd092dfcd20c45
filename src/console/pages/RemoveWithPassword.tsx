import { useState, type ReactNode } from 'react'
import { Button } from '../../design/Button.tsx'
import { Dialog } from '../../design/Dialog.tsx'
import { TextField } from '../../design/Form.tsx'
import { anything, call } from '../api.ts'
import { errorText, useAction } from '../hooks.ts'

/** A second factor of one's own goes only with the password; what its loss means stands in `children`. */
export function RemoveWithPassword({
  path,
  what,
  title = `Remove ${what}`,
  said,
  refresh,
  onClose,
  children,
}: {
  path: string
  what: string
  title?: string
  said: string
  refresh: readonly string[]
  onClose: () => void
  children: ReactNode
}) {
  const [password, setPassword] = useState('')
  const remove = useAction(() => call('DELETE', path, anything, { password }), {
    refresh,
    say: () => said,
    after: onClose,
  })
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            look="danger"
            busy={remove.busy}
            why={password === '' ? 'Your password' : null}
            onClick={() => remove.run(undefined)}
          >
            Remove {what}
          </Button>
        </>
      }
    >
      <p className="t2 mb3">{children}</p>
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        error={remove.error === null ? null : errorText(remove.error)}
      />
    </Dialog>
  )
}
