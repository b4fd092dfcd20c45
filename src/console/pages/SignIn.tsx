import { startAuthentication } from '@simplewebauthn/browser'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../design/Button.tsx'
import { ErrorSummary, TextField } from '../../design/Form.tsx'
import { anything, call } from '../api.ts'
import { Gate } from '../Gate.tsx'
import { errorText, useAction } from '../hooks.ts'
import { passkeyText, whyNoPasskey } from '../passkeys.ts'
import { requestOptionsSchema } from '../schemas.ts'
import { useSessionQuery } from '../session.tsx'

/** E-mail and password, then the code of the second factor when the account has one. */
export function SignIn() {
  const client = useQueryClient()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [second, setSecond] = useState(false)
  const enter = useAction(
    async () => {
      try {
        await call('POST', '/session', anything, {
          email: email.trim(),
          password,
          ...(code === '' ? {} : { code: code.replace(/\s/g, '') }),
        })
      } catch (error) {
        if (
          error instanceof Error &&
          /code|totp|second|mfa/i.test(`${'problem' in error ? JSON.stringify(error.problem) : ''}`)
        )
          setSecond(true)
        throw error
      }
    },
    { after: () => void client.invalidateQueries() },
  )
  const origin = useSessionQuery().data?.passkeyOrigin
  const why = whyNoPasskey(origin)
  const passkey = useAction(
    async () => {
      const options = await call('POST', '/session/passkey/begin', requestOptionsSchema, {})
      const response = await startAuthentication({ optionsJSON: options })
      return call('POST', '/session/passkey', anything, { response })
    },
    { after: () => void client.invalidateQueries() },
  )
  const asking = second && code === ''
  return (
    <Gate
      small
      tab="Sign in"
      title="Sign in"
      foot="Forgotten? An administrator can send a new invitation link. Sign-ins and refusals are recorded in the ledger."
    >
      <form
        className="card form"
        onSubmit={(e) => {
          e.preventDefault()
          enter.run(undefined)
        }}
      >
        {enter.error !== null && !asking ? <ErrorSummary title={errorText(enter.error)} errors={[]} /> : null}
        <TextField
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={setEmail}
          autoFocus
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={setPassword}
        />
        {second ? (
          <TextField
            label="Code"
            code
            inputMode="numeric"
            autoComplete="one-time-code"
            hint="Six digits from your authenticator, or a recovery code. An account with a passkey signs in with that."
            value={code}
            onChange={setCode}
            autoFocus
          />
        ) : null}
        {passkey.error === null ? null : <ErrorSummary title={passkeyText(passkey.error)} errors={[]} />}
        <div className="acts">
          <Button type="submit" look="primary" busy={enter.busy}>
            Sign in
          </Button>
          {why === null ? (
            <Button busy={passkey.busy} onClick={() => passkey.run(undefined)}>
              Sign in with a passkey
            </Button>
          ) : null}
        </div>
        {origin !== null && origin !== undefined && origin !== window.location.origin ? (
          <p className="t3 sm">
            Passkeys work on <a href={origin}>{origin}</a>.
          </p>
        ) : null}
      </form>
    </Gate>
  )
}
