import { startRegistration } from '@simplewebauthn/browser'
import { useState } from 'react'
import { passkeysSchema, type PasskeyView } from '../../identity/contract.ts'
import { Button } from '../../design/Button.tsx'
import { CopyButton } from '../../design/CopyButton.tsx'
import { DataTable, type Column } from '../../design/DataTable.tsx'
import { Dialog } from '../../design/Dialog.tsx'
import { ErrorSummary, TextField } from '../../design/Form.tsx'
import { ago, moment } from '../../design/format.ts'
import { Panel, Tag } from '../../design/Panel.tsx'
import { Note, State } from '../../design/States.tsx'
import { Status } from '../../design/Status.tsx'
import { anything, call } from '../api.ts'
import { errorText, useAction, useApi } from '../hooks.ts'
import { Load } from '../Load.tsx'
import { RemoveWithPassword } from './RemoveWithPassword.tsx'
import { emptyArt } from '../Rosette.tsx'
import { creationOptionsSchema, passkeyAddedSchema } from '../schemas.ts'
import { passkeyText, whyNoPasskey } from '../passkeys.ts'

const refresh = ['/session', '/users', '/controls', '/me/passkeys']

/** Passkeys of the signed-in person: a device that verifies who holds it, and that answers to this installation's name only. */
export function Passkeys() {
  const passkeys = useApi('/me/passkeys', passkeysSchema)
  const [open, setOpen] = useState<'add' | { rename: PasskeyView } | { remove: PasskeyView } | null>(null)
  const close = (): void => setOpen(null)
  const why = whyNoPasskey(passkeys.data?.origin)
  const columns: readonly Column<PasskeyView>[] = [
    {
      id: 'name',
      head: 'Passkey',
      cell: (p) => (
        <>
          <b className="m">{p.name}</b> {p.synced ? <Tag>synced</Tag> : null}
        </>
      ),
    },
    {
      id: 'state',
      head: 'State',
      nowrap: true,
      cell: (p) =>
        p.usable ? (
          <Status kind="pass" word="In force" />
        ) : (
          <Status kind="stale" word="Made for another name" />
        ),
    },
    { id: 'made', head: 'Added', hide: 'mob0', nowrap: true, cell: (p) => moment(p.createdAt) },
    {
      id: 'used',
      head: 'Last used',
      hide: 'mob0',
      cell: (p) =>
        p.lastUsedAt === null ? <span className="t3">never</span> : ago(p.lastUsedAt, Date.now()),
    },
    {
      id: 'act',
      head: <span className="sr">Actions</span>,
      num: true,
      cell: (p) => (
        <div className="row wrap">
          <Button small onClick={() => setOpen({ rename: p })}>
            Rename<span className="sr"> {p.name}</span>
          </Button>
          <Button small look="danger" onClick={() => setOpen({ remove: p })}>
            Remove<span className="sr"> {p.name}</span>
          </Button>
        </div>
      ),
    },
  ]
  const add = (
    <Button small look="primary" icon="plus" why={why} onClick={() => setOpen('add')}>
      Add a passkey
    </Button>
  )
  return (
    <Panel title="Passkeys" aside={add} flush>
      <Load query={passkeys} what="passkeys" lines={2}>
        {(list) => (
          <>
            {list.origin === null || list.origin === window.location.origin ? null : (
              <div className="mb3">
                <Note kind="inc">
                  Browsers bind passkeys to a name, not to an address. Open{' '}
                  <a href={`${list.origin}/settings/account`}>{list.origin}</a> to add or use one.
                </Note>
              </div>
            )}
            <DataTable
              caption="Passkeys"
              columns={columns}
              rows={list.items}
              rowKey={rowKey}
              empty={
                <State art={emptyArt('2f91c3')} title="No passkeys">
                  A passkey signs you in with this device’s PIN, fingerprint or face, or with a security key,
                  and cannot be typed into a false page. It counts as both factors.
                </State>
              }
            />
          </>
        )}
      </Load>
      {open === 'add' ? <AddPasskey onClose={close} /> : null}
      {open !== null && open !== 'add' && 'rename' in open ? (
        <RenamePasskey passkey={open.rename} onClose={close} />
      ) : null}
      {open !== null && open !== 'add' && 'remove' in open ? (
        <RemovePasskey passkey={open.remove} onClose={close} />
      ) : null}
    </Panel>
  )
}
const rowKey = (p: PasskeyView): string => p.id

function AddPasskey({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const add = useAction(
    async () => {
      const options = await call('POST', '/me/passkeys/begin', creationOptionsSchema, { password })
      const response = await startRegistration({ optionsJSON: options })
      return call('POST', '/me/passkeys', passkeyAddedSchema, { name: name.trim(), response })
    },
    {
      refresh,
      say: (v) => `The passkey ${v.passkey.name} is added.`,
      after: (v) => (v.recoveryCodes === null ? onClose() : setCodes(v.recoveryCodes)),
    },
  )
  if (codes !== null) return <RecoveryCodes codes={codes} onClose={onClose} />
  return (
    <Dialog
      title="Add a passkey"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={add.busy}
            why={name.trim() === '' || password === '' ? 'A name and your password' : null}
            onClick={() => add.run(undefined)}
          >
            Create the passkey
          </Button>
        </>
      }
    >
      <div className="form">
        {add.error === null ? null : <ErrorSummary title={passkeyText(add.error)} errors={[]} />}
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          hint="Where it lives: work laptop"
          autoFocus
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          hint="Asked again, so that nobody adds a way in from a screen you left open."
          value={password}
          onChange={setPassword}
        />
      </div>
    </Dialog>
  )
}

function RenamePasskey({ passkey, onClose }: { passkey: PasskeyView; onClose: () => void }) {
  const [name, setName] = useState(passkey.name)
  const rename = useAction(
    () => call('PATCH', `/me/passkeys/${passkey.id}`, anything, { name: name.trim() }),
    { refresh: ['/me/passkeys'], say: () => `The passkey is called ${name.trim()} now.`, after: onClose },
  )
  return (
    <Dialog
      title={`Rename ${passkey.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={rename.busy}
            why={name.trim() === '' ? 'A name' : null}
            onClick={() => rename.run(undefined)}
          >
            Rename the passkey
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        error={rename.error === null ? null : errorText(rename.error)}
        autoFocus
      />
    </Dialog>
  )
}

const RemovePasskey = ({ passkey, onClose }: { passkey: PasskeyView; onClose: () => void }) => (
  <RemoveWithPassword
    path={`/me/passkeys/${passkey.id}`}
    title={`Remove ${passkey.name}`}
    what="the passkey"
    said={`The passkey ${passkey.name} is removed.`}
    refresh={refresh}
    onClose={onClose}
  >
    It no longer signs you in, and every session of yours ends. The device may keep its half until you delete
    it there.
  </RemoveWithPassword>
)

/** Shown once: the server keeps their hashes. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Dialog
      title="Recovery codes"
      onClose={onClose}
      footer={
        <Button look="primary" onClick={onClose}>
          I have stored them
        </Button>
      }
    >
      <p className="t2 mb3">
        With your password, each replaces the second factor once. They are shown only now.
      </p>
      <pre className="code" data-secret>
        {codes.join('\n')}
      </pre>
      <div className="mt2">
        <CopyButton text={codes.join('\n')}>Copy all</CopyButton>
      </div>
    </Dialog>
  )
}
