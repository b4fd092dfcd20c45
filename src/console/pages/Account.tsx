import { useState } from 'react'
import { Button } from '../../design/Button.tsx'
import { CopyButton } from '../../design/CopyButton.tsx'
import { Dialog } from '../../design/Dialog.tsx'
import { TextField } from '../../design/Form.tsx'
import { moment } from '../../design/format.ts'
import { Kv, Panel } from '../../design/Panel.tsx'
import { Note } from '../../design/States.tsx'
import { Status } from '../../design/Status.tsx'
import { call } from '../api.ts'
import { Head } from '../Head.tsx'
import { passkeysSchema } from '../../identity/contract.ts'
import { errorText, useAction, useApi } from '../hooks.ts'
import { Passkeys, RecoveryCodes } from './Passkeys.tsx'
import { RemoveWithPassword } from './RemoveWithPassword.tsx'
import { totpBeginSchema, totpConfirmSchema } from '../schemas.ts'
import { useSession } from '../session.tsx'

/** Who you are here, and the second factor of your account. */
export function Account() {
  const session = useSession()
  const user = session.user
  const passkeys = useApi('/me/passkeys', passkeysSchema)
  const [open, setOpen] = useState<'enrol' | 'remove' | null>(null)
  if (user === null) return null
  const has = user.mfa !== 'none'
  const app = passkeys.data?.totp ?? user.mfa === 'totp'
  return (
    <>
      <Head
        title="Your account"
        tab="Your account"
        crumbs={[{ href: '/settings/people', text: 'Settings' }, { text: 'Your account' }]}
      />
      <div className="grid">
        <div className="s6">
          <Panel title={user.name}>
            <Kv
              rows={[
                ['E-mail', user.email],
                ['Roles', user.roles.join(', ').replace(/_/g, ' ')],
                ['Since', moment(user.createdAt)],
                ['Workspace', session.org?.name ?? 'none'],
              ]}
            />
          </Panel>
        </div>
        <div className="s6">
          <Panel
            title="Authenticator app"
            aside={
              app ? (
                <Button small look="danger" onClick={() => setOpen('remove')}>
                  Remove the authenticator
                </Button>
              ) : (
                <Button small look={has ? 'plain' : 'primary'} onClick={() => setOpen('enrol')}>
                  Set up an authenticator
                </Button>
              )
            }
          >
            {session.mfaRequired && !has ? (
              <div className="mb3">
                <Note kind="inc">
                  Administrators need a second factor; until then the control on it fails and some acts are
                  refused.
                </Note>
              </div>
            ) : null}
            <Status
              kind={app ? 'pass' : has ? 'na' : 'gap'}
              word={app ? 'Authenticator app is set up' : has ? 'Not set up' : 'None yet'}
            />
            <p className="t2 mt2">
              A code from an authenticator app is asked after the password. Recovery codes are shown once,
              with the first factor that you set up.
            </p>
          </Panel>
        </div>
        <div className="s12">
          <Passkeys />
        </div>
      </div>
      {open === 'enrol' ? <Enrol onClose={() => setOpen(null)} /> : null}
      {open === 'remove' ? <RemoveFactor onClose={() => setOpen(null)} /> : null}
    </>
  )
}

function Enrol({ onClose }: { onClose: () => void }) {
  const [code, setCode] = useState('')
  const [setup, setSetup] = useState<{ secret: string; uri: string; qrSvg: string } | null>(null)
  const [recovery, setRecovery] = useState<readonly string[] | null>(null)
  const begin = useAction(() => call('POST', '/me/totp/begin', totpBeginSchema, {}), { after: setSetup })
  const confirm = useAction(
    () => call('POST', '/me/totp/confirm', totpConfirmSchema, { code: code.replace(/\s/g, '') }),
    {
      refresh: ['/session', '/users', '/controls', '/me/passkeys'],
      after: (v) => setRecovery(v.recoveryCodes),
    },
  )
  if (recovery !== null) return <RecoveryCodes codes={recovery} onClose={onClose} />
  if (setup === null)
    return (
      <Dialog
        title="Set up an authenticator"
        onClose={onClose}
        footer={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button look="primary" busy={begin.busy} onClick={() => begin.run(undefined)}>
              Show the code to scan
            </Button>
          </>
        }
      >
        <p className="t2">
          You need an app that makes six-digit codes (TOTP, RFC 6238). The secret is shown on the next step
          and sealed here.
        </p>
        {begin.error === null ? null : (
          <p className="bad mt2" role="alert">
            {errorText(begin.error)}
          </p>
        )}
      </Dialog>
    )
  return (
    <Dialog
      title="Scan, then confirm"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={confirm.busy}
            why={/^\d{6}$/.test(code.replace(/\s/g, '')) ? null : 'Six digits'}
            onClick={() => confirm.run(undefined)}
          >
            Confirm the authenticator
          </Button>
        </>
      }
    >
      <div className="row top g4 wrap">
        <img
          className="qr"
          width="168"
          height="168"
          alt="QR code of the authenticator secret"
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(setup.qrSvg)}`}
        />
        <div className="col g3 grow">
          <div>
            <span className="t3 sm">Or type the secret</span>
            <div className="row">
              <code className="hash" data-secret>
                {setup.secret}
              </code>
              <CopyButton text={setup.secret} />
            </div>
          </div>
          <TextField
            label="Code from the app"
            code
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            onChange={setCode}
            error={confirm.error === null ? null : errorText(confirm.error)}
            autoFocus
          />
        </div>
      </div>
    </Dialog>
  )
}
const RemoveFactor = ({ onClose }: { onClose: () => void }) => (
  <RemoveWithPassword
    path="/me/totp"
    what="the authenticator"
    said="The authenticator is removed."
    refresh={['/session', '/users', '/controls']}
    onClose={onClose}
  >
    Every session of yours ends. Without a passkey, signing in needs only the password then, and for an
    administrator the control on second factors fails.
  </RemoveWithPassword>
)
