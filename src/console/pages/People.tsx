import { useState } from 'react'
import { roles, userSchema, type Role, type User } from '../../identity/contract.ts'
import { Button } from '../../design/Button.tsx'
import { CopyButton } from '../../design/CopyButton.tsx'
import { DataTable, type Column } from '../../design/DataTable.tsx'
import { Dialog } from '../../design/Dialog.tsx'
import { Check, ErrorSummary, TextField } from '../../design/Form.tsx'
import { ago } from '../../design/format.ts'
import { Panel, Tag } from '../../design/Panel.tsx'
import { AsOf, Status } from '../../design/Status.tsx'
import { anything, call, listOf } from '../api.ts'
import { Head } from '../Head.tsx'
import { errorText, useAction, useApi } from '../hooks.ts'
import { Load } from '../Load.tsx'
import { invitedSchema } from '../schemas.ts'
import { useSession, useWhyNot } from '../session.tsx'

export const roleWords: Readonly<Record<Role, string>> = {
  admin: 'Administrator: people, settings, keys',
  engineer: 'Engineer: systems, versions, policies, keys',
  approver: 'Approver: decides requests of others',
  control_owner: 'Control owner: runs tests, answers for controls',
  auditor: 'Auditor: reads everything, gives seeds, exports',
  viewer: 'Viewer: reads',
}

export function People() {
  const may = useWhyNot('user.manage')
  const session = useSession()
  const users = useApi('/users', listOf(userSchema))
  const [dialog, setDialog] = useState<'invite' | User | null>(null)
  const columns: readonly Column<User>[] = [
    {
      id: 'name',
      head: 'Person',
      cell: (u) => (
        <>
          <b className="m">{u.name}</b>
          {u.id === session.user?.id ? <span className="t3"> you</span> : null}{' '}
          {u.sample ? <Tag>sample</Tag> : null}
          <span className="two-line t3 sm">{u.email}</span>
        </>
      ),
    },
    { id: 'roles', head: 'Roles', cell: (u) => u.roles.join(', ').replace(/_/g, ' ') },
    {
      id: 'mfa',
      head: 'Second factor',
      nowrap: true,
      cell: (u) =>
        u.mfa === 'none' ? (
          <Status kind={u.roles.includes('admin') ? 'fail' : 'gap'} word="None" />
        ) : (
          <Status kind="pass" word={u.mfa === 'totp' ? 'Authenticator' : 'Passkey'} />
        ),
    },
    {
      id: 'state',
      head: 'Account',
      hide: 'mob0',
      nowrap: true,
      cell: (u) => <Status kind={u.active ? 'pass' : 'na'} word={u.active ? 'Active' : 'Closed'} />,
    },
    {
      id: 'seen',
      head: 'Last seen',
      hide: 'mob0',
      num: true,
      cell: (u) =>
        u.lastSeenAt === null ? <span className="t3">never</span> : ago(u.lastSeenAt, Date.now()),
    },
    {
      id: 'act',
      head: <span className="sr">Actions</span>,
      num: true,
      cell: (u) => (
        <Button small why={may} onClick={() => setDialog(u)}>
          Change<span className="sr"> {u.name}</span>
        </Button>
      ),
    },
  ]
  return (
    <>
      <Head
        title="People"
        tab="People"
        crumbs={[{ href: '/settings/people', text: 'Settings' }, { text: 'People' }]}
        meta={users.data === undefined ? undefined : <AsOf at={users.data.asOf} />}
        actions={
          <Button look="primary" icon="plus" why={may} onClick={() => setDialog('invite')}>
            Invite a person
          </Button>
        }
      />
      <Panel
        flush
        foot="Roles are decided by policies on the server; each decision is logged with the policy that made it."
      >
        <Load query={users} what="people">
          {(list) => <DataTable caption="People" columns={columns} rows={list.items} rowKey={rowKey} />}
        </Load>
      </Panel>
      {dialog === 'invite' ? (
        <Invite onClose={() => setDialog(null)} />
      ) : dialog === null ? null : (
        <Change user={dialog} onClose={() => setDialog(null)} />
      )}
    </>
  )
}
const rowKey = (u: User): string => u.id

function RolePicks({ value, onChange }: { value: readonly Role[]; onChange: (v: readonly Role[]) => void }) {
  return (
    <fieldset className="field">
      <legend className="mb2">Roles</legend>
      {roles.map((r) => (
        <Check
          key={r}
          label={roleWords[r]}
          checked={value.includes(r)}
          onChange={(on) => onChange(on ? [...value, r] : value.filter((x) => x !== r))}
        />
      ))}
    </fieldset>
  )
}
function Invite({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [picked, setPicked] = useState<readonly Role[]>(['viewer'])
  const [link, setLink] = useState<string | null>(null)
  const invite = useAction(
    () => call('POST', '/users', invitedSchema, { email: email.trim(), name: name.trim(), roles: picked }),
    { refresh: ['/users'], after: (v) => setLink(new URL(v.inviteUrl, location.origin).href) },
  )
  if (link !== null)
    return (
      <Dialog
        title={`Invitation for ${name}`}
        onClose={onClose}
        footer={
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <p className="t2 mb3">
          Send this link yourself: it works once, and its secret part is never sent to a server before it is
          used.
        </p>
        <div className="row top">
          <code className="code grow" data-secret>
            {link}
          </code>
          <CopyButton text={link} />
        </div>
      </Dialog>
    )
  return (
    <Dialog
      title="Invite a person"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={invite.busy}
            why={
              email === '' || name === '' || picked.length === 0 ? 'Name, e-mail and at least one role' : null
            }
            onClick={() => invite.run(undefined)}
          >
            Make the invitation
          </Button>
        </>
      }
    >
      <div className="form">
        {invite.error === null ? null : <ErrorSummary title={errorText(invite.error)} errors={[]} />}
        <TextField label="Name" value={name} onChange={setName} autoFocus />
        <TextField label="E-mail" type="email" value={email} onChange={setEmail} />
        <RolePicks value={picked} onChange={setPicked} />
      </div>
    </Dialog>
  )
}
function Change({ user, onClose }: { user: User; onClose: () => void }) {
  const [picked, setPicked] = useState<readonly Role[]>(user.roles)
  const [active, setActive] = useState(user.active)
  const save = useAction(() => call('PATCH', `/users/${user.id}`, anything, { roles: picked, active }), {
    refresh: ['/users', '/controls', '/systems'],
    say: () => `${user.name} is changed.`,
    after: onClose,
  })
  return (
    <Dialog
      title={user.name}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look={active ? 'primary' : 'danger'}
            busy={save.busy}
            why={picked.length === 0 ? 'At least one role' : null}
            onClick={() => save.run(undefined)}
          >
            {active ? `Save ${user.name}` : `Close ${user.name}’s account`}
          </Button>
        </>
      }
    >
      <div className="form">
        {save.error === null ? null : <ErrorSummary title={errorText(save.error)} errors={[]} />}
        <RolePicks value={picked} onChange={setPicked} />
        <Check
          label="Account is active"
          hint="closing it ends every session at once"
          checked={active}
          onChange={setActive}
        />
      </div>
    </Dialog>
  )
}
