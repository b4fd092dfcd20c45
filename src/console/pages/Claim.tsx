import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../design/Button.tsx'
import { ErrorSummary, TextField } from '../../design/Form.tsx'
import { anything, call } from '../api.ts'
import { Gate } from '../Gate.tsx'
import { errorText, useAction, useGo } from '../hooks.ts'

export const passwordLengthMin = 12

/** The one-time link makes the first administrator; it works once and is entry material for the ledger. */
export function Claim({ token }: { token: string }) {
  const client = useQueryClient()
  const go = useGo()
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const claim = useAction(
    async () => {
      await call('POST', '/setup/claim', anything, {
        token,
        email: email.trim(),
        name: name.trim(),
        password,
      })
    },
    {
      after: () => {
        go('/start', { replace: true })
        void client.invalidateQueries()
      },
    },
  )
  const where = claim.error?.problem.where
  const under = (field: string): string | null =>
    claim.error !== null && where === field ? errorText(claim.error) : null
  const short = password !== '' && password.length < passwordLengthMin
  return (
    <Gate
      small
      tab="First administrator"
      title="Become the first administrator"
      lead="The one-time link you opened proves that you started this server. It works once; using it is recorded in the ledger."
    >
      <form
        className="card form"
        onSubmit={(e) => {
          e.preventDefault()
          claim.run(undefined)
        }}
      >
        {claim.error === null ? null : <ErrorSummary title={errorText(claim.error)} errors={[]} />}
        <TextField
          id="name"
          label="Your name"
          autoComplete="name"
          required
          value={name}
          onChange={setName}
          error={under('name')}
          autoFocus
        />
        <TextField
          id="email"
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={setEmail}
          error={under('email')}
          hint="Used to sign in. Nothing is sent to it."
        />
        <TextField
          id="password"
          label="Password"
          type="password"
          autoComplete="new-password"
          required
          value={password}
          onChange={setPassword}
          error={under('password')}
          hint={
            short
              ? `${passwordLengthMin - password.length} more characters`
              : `At least ${passwordLengthMin} characters. A sentence is easier to keep than a riddle.`
          }
        />
        <div className="acts">
          <Button
            type="submit"
            look="primary"
            busy={claim.busy}
            why={
              name.trim() === '' || email.trim() === '' || password.length < passwordLengthMin
                ? 'Fill in the three fields'
                : null
            }
          >
            Become administrator
          </Button>
        </div>
      </form>
    </Gate>
  )
}

/** Before anyone has claimed the server and without the link. */
export function Unclaimed() {
  return (
    <Gate
      small
      tab="Not claimed yet"
      title="Nobody has claimed this server"
      lead="The first administrator is made by the one-time link that the server printed when it started."
    >
      <div className="card">
        <p className="t2">Open that link, or print a new one on the machine itself:</p>
        <pre className="code mt3">sealwright status</pre>
        <p className="t3 sm mt3">
          The link ends in <span className="mono">#setup=…</span>; the part after # never leaves your browser.
        </p>
      </div>
    </Gate>
  )
}

/** POST /invite/accept: the link carries the token in its fragment. */
export function AcceptInvite({ token }: { token: string }) {
  const client = useQueryClient()
  const go = useGo()
  const [password, setPassword] = useState('')
  const accept = useAction(() => call('POST', '/invite/accept', anything, { token, password }), {
    after: () => {
      go('/', { replace: true })
      void client.invalidateQueries()
    },
  })
  return (
    <Gate
      small
      tab="Invitation"
      title="Accept the invitation"
      lead="Choose a password. The link works once and expires."
    >
      <form
        className="card form"
        onSubmit={(e) => {
          e.preventDefault()
          accept.run(undefined)
        }}
      >
        {accept.error === null ? null : <ErrorSummary title={errorText(accept.error)} errors={[]} />}
        <TextField
          label="Password"
          type="password"
          autoComplete="new-password"
          required
          value={password}
          onChange={setPassword}
          hint={`At least ${passwordLengthMin} characters.`}
          autoFocus
        />
        <div className="acts">
          <Button
            type="submit"
            look="primary"
            busy={accept.busy}
            why={password.length < passwordLengthMin ? `At least ${passwordLengthMin} characters` : null}
          >
            Accept
          </Button>
        </div>
      </form>
    </Gate>
  )
}
