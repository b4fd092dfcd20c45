import type { ReactNode } from 'react'
import { ButtonLink } from '../../design/Button.tsx'
import { Panel } from '../../design/Panel.tsx'
import { State } from '../../design/States.tsx'
import { emptyArt } from '../Rosette.tsx'
import { Head } from '../Head.tsx'

/** An area of the plan that this version does not have. It says so, and what stands in for it today. */
function NotBuilt({
  name,
  seed,
  what,
  today,
  link,
}: {
  name: string
  seed: string
  what: string
  today: ReactNode
  link: { href: string; text: string }
}) {
  return (
    <>
      <Head title={name} tab={name} />
      <Panel>
        <State
          art={emptyArt(seed)}
          title={`${name} is not built in this version`}
          actions={
            <ButtonLink small href={link.href}>
              {link.text}
            </ButtonLink>
          }
          after="No figures are shown here, because none are collected yet. Criteria that rest on this area read “No control”."
        >
          {what} {today}
        </State>
      </Panel>
    </>
  )
}
export const Agents = (): ReactNode => (
  <NotBuilt
    name="Agents"
    seed="a9e175"
    what="Agents, their tools with scopes and pinned schemas, runs and pending tool calls will stand here."
    today="Today an agent is registered as an AI system, and its model calls pass the gateway like any other: guarded, attributed and recorded."
    link={{ href: '/systems', text: 'Open AI systems' }}
  />
)
export const Monitoring = (): ReactNode => (
  <NotBuilt
    name="Monitoring"
    seed="d21f70"
    what="Evaluations, drift, alerts, incidents and recovery drills will stand here."
    today="Today the gateway's verdicts and the controls' daily results are what is watched."
    link={{ href: '/compliance/controls', text: 'Open controls' }}
  />
)
export function Lost() {
  return (
    <>
      <Head title="No such page" tab="No such page" />
      <Panel>
        <State
          art={emptyArt('404404')}
          title="Nothing is at this address"
          actions={
            <ButtonLink small href="/">
              Home
            </ButtonLink>
          }
        >
          The address may be from another version, or a thing of another workspace.
        </State>
      </Panel>
    </>
  )
}
