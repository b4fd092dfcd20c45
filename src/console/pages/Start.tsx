import type { ReactNode } from 'react'
import { z } from 'zod'
import { Button } from '../../design/Button.tsx'
import { Icon, type IconName } from '../../design/Icon.tsx'
import { LedgerSeal } from '../../design/Status.tsx'
import { clock } from '../../design/format.ts'
import { anything, call } from '../api.ts'
import { Gate } from '../Gate.tsx'
import { errorText, useAction, useApi, useGo } from '../hooks.ts'
import { ledgerStatusSchema } from '../schemas.ts'
import { useSession } from '../session.tsx'

const sample: readonly (readonly [IconName, string])[] = [
  ['clock', 'Calls through the real gateway to the sandbox model, attacks included'],
  ['lock', 'Its own workspace and its own ledger; a banner says so on each page'],
  ['x', 'One click removes it, only the log keeps a record that it was there'],
]
const empty: readonly (readonly [IconName, string])[] = [
  ['systems', 'Register your first AI system with five answers'],
  ['gateway', 'Send a request to the built-in sandbox model, or bring a provider key'],
  ['compliance', 'Catch test attacks, enforce, verify the evidence'],
]

/** The first choice. Both ways lead to an enforced control with evidence that verifies. */
export function Start() {
  const session = useSession()
  const go = useGo()
  const ledger = useApi('/ledger', z.array(ledgerStatusSchema))
  const load = useAction(
    async () => {
      // The answer comes when all its calls are sent, about a minute later; the next page shows how far it is.
      void call('POST', '/demo', anything, {}).catch(() => undefined)
      await Promise.resolve()
    },
    { after: () => go('/settings/sample') },
  )
  const head = ledger.data?.[ledger.data.length - 1]
  return (
    <Gate
      tab="Start"
      title="You are the first administrator."
      lead={
        <>
          The one-time link is used up and recorded in the ledger. You are <b>{session.user?.email}</b>. Both
          ways below lead to an enforced control with evidence that verifies, in about ten minutes, without a
          provider key.
        </>
      }
    >
      <div className="choices">
        <Choice
          title="Explore with a sample company"
          sub="An insurer with its AI systems: read and try everything."
          points={sample}
          action={
            <Button look="primary" busy={load.busy} onClick={() => load.run(undefined)}>
              Open the sample company
            </Button>
          }
          error={load.error === null ? null : errorText(load.error)}
        />
        <Choice
          title="Start empty"
          sub="Your own workspace, five steps, each read from the data."
          points={empty}
          action={<Button onClick={() => go('/setup')}>Start empty</Button>}
          error={null}
        />
      </div>
      <p className="row wrap t3 sm mt4 g4">
        <span>You can open the other one at any time.</span>
        {head === undefined ? null : (
          <span className="row g1">
            <LedgerSeal state={head.publishedAt === null ? 'pending' : 'published'} index={head.size} />
            {head.publishedAt === null ? '' : `published ${clock(head.publishedAt)} UTC`}
          </span>
        )}
        <span>Nothing leaves this machine until you add a provider or an anchor.</span>
      </p>
    </Gate>
  )
}

function Choice({
  title,
  sub,
  points,
  action,
  error,
}: {
  title: string
  sub: string
  points: readonly (readonly [IconName, string])[]
  action: ReactNode
  error: string | null
}) {
  return (
    <section className="card">
      <h2>{title}</h2>
      <p className="t2 lg mb3">{sub}</p>
      <ul className="bare">
        {points.map(([icon, text]) => (
          <li key={text}>
            <Icon name={icon} size={15} />
            <span>{text}</span>
          </li>
        ))}
      </ul>
      {action}
      {error === null ? null : (
        <p className="bad mt2" role="alert">
          {error}
        </p>
      )}
    </section>
  )
}
