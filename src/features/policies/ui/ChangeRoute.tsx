import { useState } from 'react'
import { call, listOf } from '../../../console/api.ts'
import { FormDialog } from '../../../console/FormDialog.tsx'
import { useAction, useApi, useGo } from '../../../console/hooks.ts'
import { activationSchema } from '../../../console/schemas.ts'
import { Check, SelectField, TextField } from '../../../design/Form.tsx'
import { policySchema, type Route } from '../contract.ts'
import { TargetsField } from './TargetsField.tsx'

/** Which versions answer a route, and under which policy. A milder policy waits for another person, as editing it would. */
export function ChangeRoute({ route, onClose }: { route: Route; onClose: () => void }) {
  const policies = useApi('/policies?limit=200', listOf(policySchema))
  const go = useGo()
  const [policy, setPolicy] = useState(route.policy)
  const [targets, setTargets] = useState<readonly string[]>(route.targets)
  const [regulated, setRegulated] = useState(route.regulated)
  const [comment, setComment] = useState('')
  const moved = targets.join(' ') !== route.targets.join(' ')
  const changed = policy !== route.policy || moved || regulated !== route.regulated
  const save = useAction(
    () =>
      call('PATCH', `/routes/${route.id}`, activationSchema, {
        ...(policy === route.policy ? {} : { policy }),
        ...(moved ? { targets, ...weighted(route, targets) } : {}),
        ...(regulated === route.regulated ? {} : { regulated }),
        comment: comment.trim(),
      }),
    {
      refresh: ['/routes', '/policies', '/approvals', '/systems'],
      say: (v) =>
        v.state === 'waiting'
          ? `The change of ${route.name} loosens, so it waits for another person.`
          : `Route ${route.name} is changed; the gateway obeys it from the next request on.`,
      after: (v) => {
        onClose()
        if (v.state === 'waiting' && v.approvalId) go(`/approvals/${v.approvalId}`)
      },
    },
  )
  return (
    <FormDialog
      title={`Change ${route.name} of ${route.system}`}
      action="Save the route"
      act={save}
      why={
        targets.length === 0 ? 'A route needs at least one version' : changed ? null : 'Nothing is changed'
      }
      onClose={onClose}
      onRun={() => save.run(undefined)}
    >
      <TargetsField system={route.system} targets={targets} onChange={setTargets} />
      <SelectField
        label="Policy"
        value={policy}
        onChange={setPolicy}
        options={(policies.data?.items ?? []).map((p) => ({ value: p.name, label: `${p.name}, ${p.mode}` }))}
        hint="A milder policy, or giving up evidence, waits for another person; versions change at once."
      />
      <Check
        label="Evidence must be recorded, or the call is refused"
        checked={regulated}
        onChange={setRegulated}
      />
      <TextField
        label="Comment"
        value={comment}
        onChange={setComment}
        hint="Optional; goes into the ledger, and to who must approve."
      />
    </FormDialog>
  )
}

/** Weights belong to versions: those that stay keep theirs, a new one gets 1. */
function weighted(route: Route, targets: readonly string[]): { options?: Route['options'] } {
  const { balance } = route.options
  if (balance === undefined) return {}
  const weights = targets.map((t) => balance.weights[route.targets.indexOf(t)] ?? 1)
  return { options: { ...route.options, balance: { ...balance, weights } } }
}
