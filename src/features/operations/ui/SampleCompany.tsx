import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { anything, call } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { errorText, sentence, useAction, useApi } from '../../../console/hooks.ts'
import { useSession, useWhyNot } from '../../../console/session.tsx'
import { demoSchema } from '../../../console/schemas.ts'
import { Button } from '../../../design/Button.tsx'
import { Dialog } from '../../../design/Dialog.tsx'
import { Panel } from '../../../design/Panel.tsx'
import { Note, Progress, State } from '../../../design/States.tsx'
import { Rosette } from '../../../console/Rosette.tsx'

/** A workspace of its own, made by driving the real paths; one click removes it. */
export function SampleCompany() {
  const session = useSession()
  const may = useWhyNot('demo.manage')
  const [removing, setRemoving] = useState(false)
  const [loading, setLoading] = useState(false)
  const sample = session.orgs.find((o) => o.kind === 'sample')
  const demo = useApi('/demo', demoSchema, { everyMs: loading ? 1_500 : 30_000 })
  const busy = demo.data?.state === 'loading'
  if (busy !== loading) setLoading(busy)
  const client = useQueryClient()
  const appeared = demo.data?.state === 'ready' && sample === undefined
  useEffect(() => {
    if (appeared) void client.invalidateQueries({ queryKey: ['/session'] })
  }, [appeared, client])
  const load = useAction(() => call('POST', '/demo', anything, {}), {
    refresh: ['/demo', '/session'],
    say: () => 'The sample company is made.',
  })
  const open = useAction((id: string) => call('POST', '/session/org', anything, { org: id }), {
    after: () => location.assign('/'),
    toastErrors: true,
  })
  const remove = useAction(() => call('DELETE', '/demo', anything), {
    refresh: ['/demo', '/session', '/systems', '/calls', '/controls'],
    say: () => 'The sample company is gone. Only the log keeps a record that it was there.',
    after: () => {
      setRemoving(false)
      if (session.org?.kind === 'sample') location.assign('/')
    },
  })
  return (
    <>
      <Head
        title="Sample company"
        tab="Sample company"
        crumbs={[{ href: '/settings/people', text: 'Settings' }, { text: 'Sample company' }]}
      />
      <Panel>
        <State
          art={<Rosette hash={'5a3b1e'.repeat(10)} size={68} opacity={0.55} quiet={sample === undefined} />}
          title={sample === undefined ? 'No sample company is loaded' : `${sample.name} is loaded`}
          actions={
            sample === undefined ? (
              <Button
                small
                look="primary"
                busy={load.busy || busy}
                why={may}
                onClick={() => load.run(undefined)}
              >
                Load the sample company
              </Button>
            ) : (
              <>
                {session.org?.id === sample.id ? null : (
                  <Button small look="primary" onClick={() => open.run(sample.id)}>
                    Open {sample.name}
                  </Button>
                )}
                <Button small look="danger" why={may} onClick={() => setRemoving(true)}>
                  Remove {sample.name}
                </Button>
              </>
            )
          }
          after="It never mixes with your workspace: its own data, its own ledger, a banner on each page."
        >
          An insurer with AI systems, traffic and attacks. It is made by driving the product's real paths with
          the sandbox model: calls through the gateway, approvals by sample people. No entry is invented or
          dated back.
        </State>
        {busy ? (
          <div className="mt2">
            <Progress label="Making the sample company" />
            <p className="t3 sm mt1">
              {demo.data?.calls ?? 0} steps done. It sends its calls through the gateway, which takes about a
              minute.
            </p>
          </div>
        ) : null}
        {demo.data?.state === 'failed' ? (
          <div className="mt2">
            <Note kind="fail">
              <b>It was not loaded to the end.</b> {sentence(demo.data.error ?? 'no reason was given')} Remove
              it and load it again.
            </Note>
          </div>
        ) : null}
        {load.error === null ? null : (
          <div className="mt2">
            <Note kind="fail">
              <b>Not loaded.</b> {errorText(load.error)}
            </Note>
          </div>
        )}
      </Panel>
      {removing && sample !== undefined ? (
        <Dialog
          title={`Remove ${sample.name}`}
          onClose={() => setRemoving(false)}
          footer={
            <>
              <Button onClick={() => setRemoving(false)}>Keep it</Button>
              <Button look="danger" busy={remove.busy} onClick={() => remove.run(undefined)}>
                Remove {sample.name}
              </Button>
            </>
          }
        >
          <p className="t2">
            Its systems, requests, keys and people go. Your own workspace is not touched. The installation's
            log keeps one record that the sample was here.
          </p>
          {remove.error === null ? null : (
            <p className="bad mt2" role="alert">
              {errorText(remove.error)}
            </p>
          )}
        </Dialog>
      ) : null}
    </>
  )
}
