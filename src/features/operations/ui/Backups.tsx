import { useState } from 'react'
import { z } from 'zod'
import { anything, call, listOf } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { errorText, useAction, useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { emptyArt } from '../../../console/Rosette.tsx'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { Dialog } from '../../../design/Dialog.tsx'
import { TextField } from '../../../design/Form.tsx'
import { bytes, moment } from '../../../design/format.ts'
import { Panel } from '../../../design/Panel.tsx'
import { Note, State } from '../../../design/States.tsx'
import { Status } from '../../../design/Status.tsx'
import { backupSchema } from '../contract.ts'

/** Two artefacts on purpose: data without keys, keys without data. */
export function Backups() {
  const may = useWhyNot('backup.run')
  const backups = useApi('/backups', listOf(backupSchema), { everyMs: 15_000 })
  const [keys, setKeys] = useState(false)
  const data = useAction(() => call('POST', '/backups', anything, { kind: 'data' }), {
    refresh: ['/backups', '/controls', '/health'],
    say: () => 'The data backup is written.',
    toastErrors: true,
  })
  return (
    <>
      <Head
        title="Backups"
        tab="Backups"
        crumbs={[{ href: '/settings/people', text: 'Settings' }, { text: 'Backups' }]}
        actions={
          <>
            <Button why={may} onClick={() => setKeys(true)}>
              Back up keys
            </Button>
            <Button look="primary" busy={data.busy} why={may} onClick={() => data.run(undefined)}>
              Back up data
            </Button>
          </>
        }
      />
      <div className="stack">
        <Note kind="ink" icon="key">
          A data backup opens nothing without the keys, and the keys hold no data. Keep them in two places
          under two people. After an erasure, old backups cannot bring the text back.
        </Note>
        <Panel flush title="Backups">
          <Load query={backups} what="backups">
            {(list) =>
              list.items.length === 0 ? (
                <State
                  art={emptyArt('bac409')}
                  title="No backup yet"
                  actions={
                    <Button small busy={data.busy} why={may} onClick={() => data.run(undefined)}>
                      Back up data
                    </Button>
                  }
                >
                  Until one exists and was restored in a test, the control “backups are tested” does not pass.
                </State>
              ) : (
                <SimpleTable
                  caption="Backups"
                  columns={[
                    { head: 'Made' },
                    { head: 'Kind' },
                    { head: 'Size', num: true },
                    { head: 'Restore tested' },
                    { head: 'File', hide: 'mob0' },
                    { head: 'SHA-256', hide: 'opt' },
                  ]}
                  rows={list.items.map((b) => ({
                    key: b.id,
                    cells: [
                      <span className="nw" key="a">
                        {moment(b.at)}
                      </span>,
                      b.kind,
                      bytes(b.bytes),
                      b.restoreTestedAt === null ? (
                        <Status key="r" kind="gap" word="Not yet" />
                      ) : (
                        <Status key="r" kind="pass" word={moment(b.restoreTestedAt)} />
                      ),
                      <span className="mono sm" key="f">
                        {b.file}
                      </span>,
                      <span className="hash" key="h">
                        {b.sha256.slice(0, 16)}…
                      </span>,
                    ],
                  }))}
                />
              )
            }
          </Load>
        </Panel>
        <p className="foot">
          Restore from a terminal: <span className="mono">sealwright backup restore FILE</span>. A restore
          never continues a log silently: it opens a new one that names the old.
        </p>
      </div>
      {keys ? <KeysBackup onClose={() => setKeys(false)} /> : null}
    </>
  )
}
function KeysBackup({ onClose }: { onClose: () => void }) {
  const [phrase, setPhrase] = useState('')
  const run = useAction(() => call('POST', '/backups', z.unknown(), { kind: 'keys', passphrase: phrase }), {
    refresh: ['/backups'],
    say: () => 'The key backup is written.',
    after: onClose,
  })
  return (
    <Dialog
      title="Back up the keys"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={run.busy}
            why={phrase.length < 16 ? 'At least 16 characters' : null}
            onClick={() => run.run(undefined)}
          >
            Write the key backup
          </Button>
        </>
      }
    >
      <TextField
        label="Passphrase"
        type="password"
        autoComplete="new-password"
        value={phrase}
        onChange={setPhrase}
        error={run.error === null ? null : errorText(run.error)}
        hint="Seals the file. Without it nobody can use the backup, and nobody here can recover it."
      />
    </Dialog>
  )
}
